// Package kubernetes starts generators as an Indexed Job.
//
//  1. The Job is the one of deploy/kubernetes/generator/base, or what kustomize makes of an overlay on it, filled in with what belongs to a
//     run: name, number, time limit, image and environment. Manifest gives it without creating anything, which is what -print shows.
//  2. Start creates it with kubectl, and before it a Secret with the credentials, which becomes the Job's own: it goes when the Job goes, also
//     when that is removed by the cluster an hour after its end (ttlSecondsAfterFinished).
//  3. Failed asks for the Job, for its pods only if one of them is not running, and for events only if a pod is missing, so a
//     run that goes well costs one small question at a time.
//  4. Stop deletes the Job with its pods and waits until they are gone.
//
// kubectl is a program of the user's, with the user's cluster, namespace and sign-in. Rejected: client-go, which brings 78 modules.
package kubernetes
