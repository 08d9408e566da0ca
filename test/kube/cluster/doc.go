// Package cluster runs a whole Kubernetes of one node on this machine, for tests: nothing of it is a stand-in.
//
//  1. Build makes one program of etcd, kube-apiserver, kube-controller-manager, kube-scheduler, kubelet and kubectl from Go modules, and
//     keeps it in the user's cache directory. Requirements names what else the machine must have: containerd and runc, which Debian packages.
//  2. Start runs these parts, and containerd, below one process (see node) that is the first of a PID namespace and of a mount namespace of
//     their own. The kernel ends all that is in a PID namespace with its first process, pods too, and their mounts go with the mount
//     namespace: whatever becomes of the test, nothing of the cluster is left.
//  3. Servers listen on free ports of 127.0.0.1. Pods use the host's network, so load stays on loopback; there is no network of pods
//     and none of Services.
//
// Rejected: kind and minikube, which need a Docker engine and images from registries; envtest, which starts no pods.
package cluster
