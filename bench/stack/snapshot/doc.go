// Package snapshot is a cache of seeded data directories on disk, so that they are filled once and copied often.
//
//  1. A Key states what a snapshot is of: the data's fingerprint, the versions of the servers and of the schema, how many nodes there
//     are. Everything that changes the files belongs into it. Its hash names the snapshot's folder in a Cache.
//  2. Acquire locks the key, so that of several harnesses one builds and the others wait for what it made. The lock is the kernel's and
//     ends with the process, however that ends.
//  3. A snapshot that is there is looked over: every file must have the size and the mode it had. One that is not whole is thrown away.
//  4. Where there is none, the stores are filled in KEY.part, which stays when the Build is cut off and is continued the next time. Only
//     when the stores were counted and had ended in order is it flushed to the disk and given its name.
//  5. A snapshot is never worked in: CopyTo copies it, and the copy is what servers write to. File systems that can share blocks
//     do; holes stay holes; modes, owners, times and extended attributes are kept, since servers look at them.
//  6. The snapshots used last stay, as many as MaxBytes allows.
package snapshot
