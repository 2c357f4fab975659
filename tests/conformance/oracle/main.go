// Command oracle says what a Kubernetes 1.37 cluster would do with a set of
// manifests, by running Kubernetes' own packages on them. See README.md.
package main

import (
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"os"
	"strings"

	"k8s.io/apimachinery/pkg/util/version"
	utilfeature "k8s.io/apiserver/pkg/util/feature"
	"k8s.io/klog/v2"
)

type options struct {
	ClusterDomain     string   `json:"clusterDomain"`
	NodePortRange     string   `json:"serviceNodePortRange"`
	ClusterIPRange    string   `json:"serviceClusterIPRange,omitempty"`
	IPFamilies        string   `json:"ipFamilies"`
	Namespace         string   `json:"namespace"`
	MaxReplicas       int      `json:"maxReplicas"`
	IdlePods          bool     `json:"idlePods,omitempty"`
	EndpointsPerSlice int      `json:"maxEndpointsPerSlice"`
	DropRejected      bool     `json:"dropRejected"`
	FeatureGates      string   `json:"featureGates,omitempty"`
	EmulatedVersion   string   `json:"emulatedVersion,omitempty"`
	ResolveFrom       []string `json:"-"`
	NodeSearch        string   `json:"nodeSearch,omitempty"`
}

type multi struct{ to *[]string }

func (m multi) String() string     { return "" }
func (m multi) Set(s string) error { *m.to = append(*m.to, s); return nil }

func main() {
	var o options
	flag.StringVar(&o.ClusterDomain, "cluster-domain", "cluster.local", "cluster DNS domain")
	flag.StringVar(&o.NodePortRange, "service-node-port-range", "30000-32767", "as kube-apiserver's flag")
	flag.StringVar(&o.ClusterIPRange, "service-cluster-ip-range", "", "as kube-apiserver's flag; empty: any explicit clusterIP is in range, only duplicates are refused")
	flag.StringVar(&o.IPFamilies, "ip-families", "IPv4", "families of the cluster, primary first: IPv4, IPv6, IPv4,IPv6 or IPv6,IPv4")
	flag.StringVar(&o.Namespace, "namespace", "default", "namespace of objects that name none")
	flag.IntVar(&o.MaxReplicas, "max-replicas", 3, "virtual pods made per workload, at most")
	flag.BoolVar(&o.IdlePods, "idle-pods", false, "a workload of no replicas or suspended has a pod all the same, as when it is scaled up")
	flag.IntVar(&o.EndpointsPerSlice, "max-endpoints-per-slice", 100, "as kube-controller-manager's flag")
	flag.BoolVar(&o.DropRejected, "drop-rejected", false, "objects the API server refuses take no part (default: they do, marked accepted=false)")
	flag.StringVar(&o.FeatureGates, "feature-gates", "", "as kube-apiserver's flag, e.g. RelaxedServiceNameValidation=false")
	flag.StringVar(&o.EmulatedVersion, "emulated-version", "", "feature gates as of that Kubernetes, e.g. 1.34 (kube-apiserver allows three minors back)")
	flag.Var(multi{&o.ResolveFrom}, "resolve-from", "ns:HOST[,dnsPolicy[,ndots[,searches]]]: list the queries a resolver in a pod of ns sends for HOST (repeatable)")
	flag.StringVar(&o.NodeSearch, "node-search", "", "search domains the node itself has, comma separated (kubelet appends them)")
	worlds := flag.Bool("worlds", false, "read worlds from standard input, one JSON object a line (see README.md), and answer each with its report on one line")
	flag.Usage = func() {
		fmt.Fprintln(os.Stderr, "usage: oracle [flags] DIR_OR_FILE...   (- reads standard input)\n       oracle [flags] --worlds")
		flag.PrintDefaults()
	}
	flag.Parse()
	quiet()
	if flag.NArg() == 0 && len(o.ResolveFrom) == 0 && !*worlds {
		flag.Usage()
		os.Exit(2)
	}
	if o.EmulatedVersion != "" {
		v, err := version.ParseMajorMinor(o.EmulatedVersion)
		if err == nil {
			err = utilfeature.DefaultMutableFeatureGate.SetEmulationVersion(v)
		}
		if err != nil {
			fail(err)
		}
	}
	if o.FeatureGates != "" {
		if err := utilfeature.DefaultMutableFeatureGate.Set(o.FeatureGates); err != nil {
			fail(err)
		}
	}
	if *worlds {
		if err := answer(o, os.Stdin, os.Stdout); err != nil {
			fail(err)
		}
		return
	}
	docs, err := readAll(flag.Args())
	if err != nil {
		fail(err)
	}
	rep, err := run(&o, docs)
	if err != nil {
		fail(err)
	}
	enc := json.NewEncoder(os.Stdout)
	enc.SetIndent("", " ")
	enc.SetEscapeHTML(false)
	if err := enc.Encode(rep); err != nil {
		fail(err)
	}
}

// quiet keeps what Kubernetes' packages log away from standard error.
func quiet() {
	var flags flag.FlagSet
	klog.InitFlags(&flags)
	_ = flags.Set("stderrthreshold", "FATAL")
	klog.LogToStderr(false)
	klog.SetOutput(io.Discard)
}

func fail(err error) {
	fmt.Fprintln(os.Stderr, "oracle:", strings.TrimSpace(err.Error()))
	os.Exit(1)
}
