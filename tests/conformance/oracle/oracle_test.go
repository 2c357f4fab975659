package main

import "testing"

func report(t *testing.T, file string) *Report {
	t.Helper()
	docs, err := readAll([]string{file})
	if err != nil {
		t.Fatal(err)
	}
	r, err := run(&options{ClusterDomain: "cluster.local", NodePortRange: "30000-32767", IPFamilies: "IPv4", Namespace: "default",
		MaxReplicas: 3, EndpointsPerSlice: 100,
		ResolveFrom: []string{"default:web", "default:db.default.svc.cluster.local", "default:other", "default:np-c.other,ClusterFirst,1"}}, docs)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func TestBasic(t *testing.T) {
	r := report(t, "testdata/basic.yaml")
	web := r.Endpoints[0]
	for i, want := range []struct {
		target string
		pods   int
	}{{"8080", 3}, {"", 0}, {"9999", 3}, {"15000", 3}, {"", 0}} {
		if got := web.Ports[i].Resolved; got[want.target] != want.pods || (want.pods == 0 && len(got) != 0) {
			t.Errorf("port %s: resolved %v", web.Ports[i].Name, got)
		}
	}
	if web.SlicesAtDesired != 3 { // 250 replicas, 100 a slice
		t.Errorf("slices at 250 replicas: %d", web.SlicesAtDesired)
	}
	refused := map[string]bool{}
	for _, n := range r.NodePorts {
		refused[n.Service] = n.PortError != ""
	}
	for svc, want := range map[string]bool{"Service/default/np-a": false, "Service/default/np-b": true, "Service/other/np-c": true} {
		if refused[svc] != want {
			t.Errorf("%s: refused %v", svc, refused[svc])
		}
	}
	if l := r.Lookups[3]; l.Glibc.Found != "np-c.other.svc.cluster.local." || l.Musl.Found != "" {
		t.Errorf("ndots 1: glibc %q, musl %q", l.Glibc.Found, l.Musl.Found)
	}
	for i, want := range []struct{ glibc, musl int }{{0, 0}, {6, 6}, {8, 4}} {
		l := r.Lookups[i]
		if l.Glibc.Wasted != want.glibc || l.Musl.Wasted != want.musl {
			t.Errorf("%s: wasted %d glibc, %d musl", l.Host, l.Glibc.Wasted, l.Musl.Wasted)
		}
	}
}

func TestPolicyAndIngress(t *testing.T) {
	r := report(t, "testdata/policy.yaml")
	if n := len(r.NetworkPolicy); n != 2 {
		t.Fatalf("%d verdicts", n)
	}
	if v := r.NetworkPolicy[0]; len(v.Blocked) != 1 || v.Blocked[0].By != "ingress" || v.PodPort != 8080 {
		t.Errorf("http: %+v", v) // the policy names the Service's port, not the pod's
	}
	if v := r.NetworkPolicy[1]; len(v.Blocked) != 1 || v.Blocked[0].By != "dns" || v.AnyPod != blocked {
		t.Errorf("metrics: %+v", v)
	}
	want := []string{"serviceMissing", "portNumberMissing", "portNameMissing", ""}
	for i, w := range want {
		if r.Ingress[i].Problem != w {
			t.Errorf("ingress %d: %+v", i, r.Ingress[i])
		}
	}
}
