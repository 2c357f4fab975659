package main

import (
	"fmt"
	"strconv"

	appsv1 "k8s.io/api/apps/v1"
	batchv1 "k8s.io/api/batch/v1"
	corev1 "k8s.io/api/core/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/apimachinery/pkg/types"
	"k8s.io/apiserver/pkg/registry/rest"
	"k8s.io/kubernetes/pkg/api/legacyscheme"
	"k8s.io/kubernetes/pkg/apis/batch"
	api "k8s.io/kubernetes/pkg/apis/core"
	"k8s.io/kubernetes/pkg/controller"
	daemonutil "k8s.io/kubernetes/pkg/controller/daemon/util"
	"k8s.io/kubernetes/pkg/registry/batch/job"
	podreg "k8s.io/kubernetes/pkg/registry/core/pod"
)

// Workload is one object that makes pods.
type Workload struct {
	Object    string `json:"object"`
	Desired   int    `json:"desired"`   // replicas asked for; DaemonSet: one per node, 1 here
	Simulated int    `json:"simulated"` // virtual pods made
	Suspended bool   `json:"suspended,omitempty"`
	PodsValid bool   `json:"podsValid"` // false: the controller's pods are refused, see validation stage "pod"
}

// Pod is one virtual pod.
type Pod struct {
	Name              string            `json:"name"`
	Namespace         string            `json:"namespace"`
	Owner             string            `json:"owner"`
	Labels            map[string]string `json:"labels"`
	Hostname          string            `json:"hostname,omitempty"`
	Subdomain         string            `json:"subdomain,omitempty"`
	HostnameOverride  string            `json:"hostnameOverride,omitempty"`
	SetHostnameAsFQDN bool              `json:"setHostnameAsFQDN,omitempty"`
	HostNetwork       bool              `json:"hostNetwork,omitempty"`
	DNSPolicy         string            `json:"dnsPolicy"`
	Ports             []PodPort         `json:"ports"`
	ReadinessProbe    bool              `json:"readinessProbe"` // some long-running container has one
	IP                string            `json:"ip"`
}

// PodPort is a declared container port. Role: container, sidecar (init container
// with restartPolicy Always), init (never counted by FindPort).
type PodPort struct {
	Container string `json:"container"`
	Role      string `json:"role"`
	Name      string `json:"name,omitempty"`
	Port      int32  `json:"port"`
	Protocol  string `json:"protocol"`
	HostPort  int32  `json:"hostPort,omitempty"`
}

// vpod is a virtual pod with what the simulation needs of it.
type vpod struct {
	*corev1.Pod
	owner *Object
	// weight: how many of the workload's desired pods this one stands for, as a
	// part of simulated pods.
	desired, simulated int
}

func replicas(p *int32) int {
	if p == nil {
		return 1
	}
	return int(*p)
}

func (w *world) makePods() {
	for _, p := range live[*corev1.Pod](w) {
		pod := p.v1.DeepCopy()
		if pod.Name == "" {
			pod.Name = pod.GenerateName + "00000"
		}
		w.addPods(p.o, 1, false, func(int) *corev1.Pod { return pod })
	}
	for _, d := range live[*appsv1.Deployment](w) {
		hash := controller.ComputeHash(&d.v1.Spec.Template, nil)
		rs := &appsv1.ReplicaSet{ObjectMeta: metav1.ObjectMeta{Name: d.v1.Name + "-" + hash, Namespace: d.o.Namespace}}
		w.fromTemplate(d.o, rs, replicas(d.v1.Spec.Replicas), false, &d.v1.Spec.Template, func(p *corev1.Pod, i int) {
			set(&p.Labels, appsv1.DefaultDeploymentUniqueLabelKey, hash)
		})
	}
	for _, d := range live[*appsv1.ReplicaSet](w) {
		w.fromTemplate(d.o, d.v1, replicas(d.v1.Spec.Replicas), false, &d.v1.Spec.Template, nil)
	}
	for _, d := range live[*corev1.ReplicationController](w) {
		if d.v1.Spec.Template != nil {
			w.fromTemplate(d.o, d.v1, replicas(d.v1.Spec.Replicas), false, d.v1.Spec.Template, nil)
		}
	}
	for _, d := range live[*appsv1.StatefulSet](w) {
		start := 0
		if d.v1.Spec.Ordinals != nil {
			start = int(d.v1.Spec.Ordinals.Start)
		}
		// as pkg/controller/statefulset initIdentity and updateIdentity
		w.fromTemplate(d.o, d.v1, replicas(d.v1.Spec.Replicas), false, &d.v1.Spec.Template, func(p *corev1.Pod, i int) {
			p.Name = fmt.Sprintf("%s-%d", d.v1.Name, start+i)
			set(&p.Labels, appsv1.StatefulSetPodNameLabel, p.Name)
			set(&p.Labels, appsv1.PodIndexLabel, strconv.Itoa(start+i))
			set(&p.Labels, appsv1.StatefulSetRevisionLabel, d.v1.Name+"-"+controller.ComputeHash(&d.v1.Spec.Template, nil))
			p.Spec.Hostname = p.Name
			p.Spec.Subdomain = d.v1.Spec.ServiceName
			addClaims(d.v1, p)
		})
	}
	for _, d := range live[*appsv1.DaemonSet](w) {
		gen := d.v1.Generation
		t := daemonutil.CreatePodTemplate(d.v1.Spec.Template, &gen, controller.ComputeHash(&d.v1.Spec.Template, nil))
		w.fromTemplate(d.o, d.v1, 1, false, &t, nil)
	}
	for _, d := range live[*batchv1.Job](w) {
		w.jobPods(d.o, d.v1)
	}
	for _, d := range live[*batchv1.CronJob](w) {
		j := &batchv1.Job{ObjectMeta: *d.v1.Spec.JobTemplate.ObjectMeta.DeepCopy(), Spec: *d.v1.Spec.JobTemplate.Spec.DeepCopy()}
		j.Name, j.Namespace = d.v1.Name+"-00000000", d.o.Namespace
		rest.FillObjectMetaSystemFields(j)
		legacyscheme.Scheme.Default(j)
		var in batch.Job
		if legacyscheme.Scheme.Convert(j, &in, nil) != nil {
			continue
		}
		job.Strategy.PrepareForCreate(requestContext(d.o), &in) // adds selector and labels
		out, err := toV1(&in, "batch/v1")
		if err != nil {
			continue
		}
		j = out.(*batchv1.Job)
		if s := d.v1.Spec.Suspend; s != nil && *s {
			j.Spec.Suspend = s
		}
		w.jobPods(d.o, j)
	}
}

// addClaims gives the pod its volumes of volumeClaimTemplates, as updateStorage of
// pkg/controller/statefulset.
func addClaims(s *appsv1.StatefulSet, p *corev1.Pod) {
	claims := map[string]bool{}
	var vols []corev1.Volume
	for _, c := range s.Spec.VolumeClaimTemplates {
		claims[c.Name] = true
		vols = append(vols, corev1.Volume{Name: c.Name, VolumeSource: corev1.VolumeSource{
			PersistentVolumeClaim: &corev1.PersistentVolumeClaimVolumeSource{ClaimName: c.Name + "-" + p.Name}}})
	}
	for _, v := range p.Spec.Volumes {
		if !claims[v.Name] {
			vols = append(vols, v)
		}
	}
	p.Spec.Volumes = vols
}

func (w *world) jobPods(o *Object, j *batchv1.Job) {
	indexed := j.Spec.CompletionMode != nil && *j.Spec.CompletionMode == batchv1.IndexedCompletion
	suspended := j.Spec.Suspend != nil && *j.Spec.Suspend
	w.fromTemplate(o, j, replicas(j.Spec.Parallelism), suspended, &j.Spec.Template, func(p *corev1.Pod, i int) {
		if indexed { // as pkg/controller/job
			set(&p.Annotations, batchv1.JobCompletionIndexAnnotation, strconv.Itoa(i))
			set(&p.Labels, batchv1.JobCompletionIndexAnnotation, strconv.Itoa(i))
			p.Spec.Hostname = fmt.Sprintf("%s-%d", j.Name, i)
		}
	})
}

func set(m *map[string]string, k, v string) {
	if *m == nil {
		*m = map[string]string{}
	}
	(*m)[k] = v
}

func (w *world) fromTemplate(o *Object, parent runtime.Object, n int, suspended bool, t *corev1.PodTemplateSpec, tune func(*corev1.Pod, int)) {
	w.addPods(o, n, suspended, func(i int) *corev1.Pod {
		p, err := controller.GetPodFromTemplate(t, parent, nil)
		if err != nil {
			return nil
		}
		p.Name = fmt.Sprintf("%s%05d", p.GenerateName, i)
		if tune != nil {
			tune(p, i)
		}
		return p
	})
}

func (w *world) addPods(o *Object, desired int, suspended bool, make func(int) *corev1.Pod) {
	n := min(desired, w.opt.MaxReplicas)
	if suspended {
		n = 0
	}
	if w.opt.IdlePods {
		n = max(n, 1)
	}
	wl := Workload{Object: o.ID, Desired: desired, Simulated: n, Suspended: suspended, PodsValid: true}
	for i := 0; i < n; i++ {
		p := make(i)
		if p == nil {
			continue
		}
		p.Namespace = o.Namespace
		p.UID = types.UID(fmt.Sprintf("pod-%d", len(w.pods)))
		legacyscheme.Scheme.Default(p)
		if i == 0 && o.Kind != "Pod" {
			wl.PodsValid = w.validatePod(o, p)
		}
		ready(p, len(w.pods))
		w.pods = append(w.pods, &vpod{Pod: p, owner: o, desired: desired, simulated: n})
		w.rep.Pods = append(w.rep.Pods, describe(p, o))
	}
	w.rep.Workloads = append(w.rep.Workloads, wl)
}

// validatePod posts a controller's pod: a workload may be accepted although its
// pods are not (a StatefulSet whose serviceName is no DNS label, for one).
func (w *world) validatePod(o *Object, p *corev1.Pod) bool {
	var in api.Pod
	q := p.DeepCopy()
	rest.FillObjectMetaSystemFields(q)
	if q.Spec.ServiceAccountName == "" { // as the ServiceAccount admission plugin
		q.Spec.ServiceAccountName, q.Spec.DeprecatedServiceAccount = "default", "default"
	}
	if err := legacyscheme.Scheme.Convert(q, &in, nil); err != nil {
		return false
	}
	ctx := requestContext(&Object{APIVersion: "v1", Kind: "Pod", Namespace: p.Namespace, Name: p.Name})
	podreg.Strategy.PrepareForCreate(ctx, &in)
	errs := rest.ValidateCreate(ctx, &in, podreg.Strategy)
	if len(errs) == 0 {
		return true
	}
	was := o.Accepted
	if was { // else the template's errors are listed already
		w.addErrors(o, "pod", apierrors.NewInvalid(schema.GroupKind{Kind: "Pod"}, p.Name, errs), true)
	}
	o.Accepted = was
	return false
}

// ready makes the pod run, ready, on the one node, with addresses of both families.
func ready(p *corev1.Pod, i int) {
	p.Spec.NodeName = nodeName
	v4 := fmt.Sprintf("10.244.%d.%d", i/250, i%250+1)
	v6 := fmt.Sprintf("fd00:10:244::%x", i+1)
	p.Status = corev1.PodStatus{
		Phase: corev1.PodRunning, PodIP: v4, PodIPs: []corev1.PodIP{{IP: v4}, {IP: v6}},
		Conditions: []corev1.PodCondition{{Type: corev1.PodReady, Status: corev1.ConditionTrue}},
	}
}

func describe(p *corev1.Pod, o *Object) Pod {
	d := Pod{
		Name: p.Name, Namespace: p.Namespace, Owner: o.ID, Labels: p.Labels, Hostname: p.Spec.Hostname,
		Subdomain: p.Spec.Subdomain, HostNetwork: p.Spec.HostNetwork, DNSPolicy: string(p.Spec.DNSPolicy),
		Ports: []PodPort{}, IP: p.Status.PodIP,
	}
	if d.Labels == nil {
		d.Labels = map[string]string{}
	}
	if p.Spec.HostnameOverride != nil {
		d.HostnameOverride = *p.Spec.HostnameOverride
	}
	if p.Spec.SetHostnameAsFQDN != nil {
		d.SetHostnameAsFQDN = *p.Spec.SetHostnameAsFQDN
	}
	add := func(c *corev1.Container, role string) {
		for _, cp := range c.Ports {
			d.Ports = append(d.Ports, PodPort{c.Name, role, cp.Name, cp.ContainerPort, string(cp.Protocol), cp.HostPort})
		}
		if role != "init" && c.ReadinessProbe != nil {
			d.ReadinessProbe = true
		}
	}
	for i := range p.Spec.Containers {
		add(&p.Spec.Containers[i], "container")
	}
	for i := range p.Spec.InitContainers {
		c := &p.Spec.InitContainers[i]
		if c.RestartPolicy != nil && *c.RestartPolicy == corev1.ContainerRestartPolicyAlways {
			add(c, "sidecar")
		} else {
			add(c, "init")
		}
	}
	return d
}
