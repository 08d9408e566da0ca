// Package keep keeps seeded data directories, so that they are filled once and copied often.
//
//  1. A Key says what a copy is of: the data's fingerprint, the versions of the servers and of the schema, how many nodes there
//     are. Everything that changes the files belongs into it. Its hash names the copy's folder in a Cache.
//  2. Hold locks the key, so that of several harnesses one fills and the others wait for what it made. The lock is the kernel's and
//     ends with the process, however that ends.
//  3. A copy that is there is looked over: every file must have the size and the mode it had. One that is not whole is thrown away.
//  4. Where there is none, the stores are filled in KEY.part, which stays when the filling is cut off and is gone on with. Only when
//     the stores were counted and had ended in order is it flushed to the disk and given its name.
//  5. Nobody works in a copy: CopyTo copies it, and the copy's copy is what servers write to. File systems that can share blocks
//     do; holes stay holes; modes, owners, times and extended attributes are kept, since servers look at them.
//  6. The copies used last stay, as many as MaxBytes allows.
package keep
