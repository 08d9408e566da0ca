// Command program is a whole Kubernetes in one file: etcd, kube-apiserver, kube-controller-manager, kube-scheduler, kubelet and kubectl,
// chosen by the name that it is called by or by its first argument. The six share most of their code, which is linked once.
package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"

	"go.etcd.io/etcd/server/v3/etcdmain"
	"k8s.io/component-base/cli"
	_ "k8s.io/component-base/logs/json/register"          // the log format json
	_ "k8s.io/component-base/metrics/prometheus/clientgo" // metrics of clients
	_ "k8s.io/component-base/metrics/prometheus/version"  // build_info
	kubectl "k8s.io/kubectl/pkg/cmd"
	apiserver "k8s.io/kubernetes/cmd/kube-apiserver/app"
	controllers "k8s.io/kubernetes/cmd/kube-controller-manager/app"
	scheduler "k8s.io/kubernetes/cmd/kube-scheduler/app"
	kubelet "k8s.io/kubernetes/cmd/kubelet/app"
)

func main() {
	name := filepath.Base(os.Args[0])
	code, ok := run(name)
	if !ok && len(os.Args) > 1 {
		name, os.Args = os.Args[1], os.Args[1:]
		code, ok = run(name)
	}
	if !ok {
		fmt.Fprintf(os.Stderr, "found %q, want etcd, kube-apiserver, kube-controller-manager, kube-scheduler, kubelet or kubectl\n", name)
		code = 2
	}
	os.Exit(code)
}

// run runs the part of a name to its end; ok says that there is such a part.
func run(name string) (code int, ok bool) {
	switch name {
	case "etcd":
		etcdmain.Main(os.Args) // exits by itself when it fails
		return 0, true
	case "kube-apiserver":
		return cli.Run(apiserver.NewAPIServerCommand()), true
	case "kube-controller-manager":
		return cli.Run(controllers.NewControllerManagerCommand()), true
	case "kube-scheduler":
		return cli.Run(scheduler.NewSchedulerCommand()), true
	case "kubelet":
		return cli.Run(kubelet.NewKubeletCommand(context.Background())), true
	case "kubectl":
		if err := cli.RunNoErrOutput(kubectl.NewDefaultKubectlCommand()); err != nil {
			return 1, true
		}
		return 0, true
	}
	return 0, false
}
