package main

import (
	"runtime/debug"

	servicestorage "k8s.io/kubernetes/pkg/registry/core/service/storage"
)

// world is the simulated cluster.
type world struct {
	opt      *options
	rep      *Report
	svcStore *servicestorage.REST
	portUser map[int32]string // node port -> Service that holds it
	pods     []*vpod
}

func run(o *options, docs []rawDoc) (*Report, error) {
	w := &world{opt: o, portUser: map[int32]string{}, rep: &Report{
		Kubernetes: kubernetesVersion(), Options: o,
		Objects: []*Object{}, Skipped: []Skip{}, Decode: []DecodeProblem{}, Validation: []FieldError{},
		Warnings: []Warning{}, Workloads: []Workload{}, Pods: []Pod{}, Endpoints: []SvcEndpoints{},
		NodePorts: []SvcNodePorts{}, DNS: []SvcDNS{}, Lookups: []Lookup{}, NetworkPolicy: []PolicyVerdict{},
		Ingress: []IngressRef{},
	}}
	for _, d := range docs {
		w.decode(d)
	}
	if err := w.createAll(); err != nil {
		return nil, err
	}
	w.makePods()
	if err := w.makeEndpoints(); err != nil {
		return nil, err
	}
	w.makeDNS()
	w.checkPolicies()
	w.checkIngress()
	return w.rep, w.lookups()
}

// live lists the objects that take part in the simulation, with their v1 form.
func live[T any](w *world) (out []pair[T]) {
	for _, o := range w.rep.Objects {
		if o.v1 == nil || o.Superseded || (w.opt.DropRejected && (!o.Accepted || o.strict)) {
			continue
		}
		if v, ok := o.v1.(T); ok {
			out = append(out, pair[T]{o, v})
		}
	}
	return out
}

type pair[T any] struct {
	o  *Object
	v1 T
}

func kubernetesVersion() string {
	if bi, ok := debug.ReadBuildInfo(); ok {
		for _, d := range bi.Deps {
			if d.Path == "k8s.io/kubernetes" {
				return d.Version
			}
		}
	}
	return "unknown"
}
