package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"sort"
	"strings"

	"k8s.io/apimachinery/pkg/api/meta"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/runtime/schema"
	jsonserializer "k8s.io/apimachinery/pkg/runtime/serializer/json"
	utilyaml "k8s.io/apimachinery/pkg/util/yaml"
	"k8s.io/kubernetes/pkg/api/legacyscheme"
	"sigs.k8s.io/yaml"

	_ "k8s.io/kubernetes/pkg/apis/apps/install"
	_ "k8s.io/kubernetes/pkg/apis/autoscaling/install"
	_ "k8s.io/kubernetes/pkg/apis/batch/install"
	_ "k8s.io/kubernetes/pkg/apis/core/install"
	_ "k8s.io/kubernetes/pkg/apis/discovery/install"
	_ "k8s.io/kubernetes/pkg/apis/extensions/install"
	_ "k8s.io/kubernetes/pkg/apis/networking/install"
	_ "k8s.io/kubernetes/pkg/apis/policy/install"
	_ "k8s.io/kubernetes/pkg/apis/rbac/install"
)

// Object is one decoded manifest.
type Object struct {
	ID         string `json:"id"` // Kind/namespace/name, or Kind/name
	Source     string `json:"source"`
	APIVersion string `json:"apiVersion"`
	Kind       string `json:"kind"`
	Namespace  string `json:"namespace,omitempty"`
	Name       string `json:"name"`
	Accepted   bool   `json:"accepted"`
	// Superseded: a later document has the same kind, namespace and name; this one
	// is validated but takes no part.
	Superseded bool `json:"superseded,omitempty"`
	// DecodedOnly: of a kind that is not validated here.
	DecodedOnly bool `json:"decodedOnly,omitempty"`

	internal runtime.Object // hub version, defaulted, as the create handler sees it
	v1       runtime.Object // v1, after the create strategy (and, for Services, allocation)
	strict   bool           // strict decoding errors: refused by kubectl's default
}

// The group versions that kube-apiserver 1.37 serves; the scheme still decodes
// older ones, the server does not serve them.
var served = map[schema.GroupVersion]bool{
	{Version: "v1"}:                                     true,
	{Group: "apps", Version: "v1"}:                      true,
	{Group: "autoscaling", Version: "v1"}:               true,
	{Group: "autoscaling", Version: "v2"}:               true,
	{Group: "batch", Version: "v1"}:                     true,
	{Group: "discovery.k8s.io", Version: "v1"}:          true,
	{Group: "networking.k8s.io", Version: "v1"}:         true,
	{Group: "policy", Version: "v1"}:                    true,
	{Group: "rbac.authorization.k8s.io", Version: "v1"}: true,
}

// groups are the API groups all of whose served versions are listed above.
var groups = func() map[string]bool {
	found := map[string]bool{"extensions": true}
	for gv := range served {
		found[gv.Group] = true
	}
	return found
}()

type rawDoc struct {
	source string
	data   []byte // YAML or JSON
	err    error  // what kubectl says of the separator before it
}

func readAll(paths []string) ([]rawDoc, error) {
	var files []string
	for _, p := range paths {
		if p == "-" {
			files = append(files, p)
			continue
		}
		err := filepath.WalkDir(p, func(f string, d fs.DirEntry, err error) error {
			if err != nil {
				return err
			}
			if d.IsDir() {
				return nil
			}
			ext := strings.ToLower(filepath.Ext(f))
			if f == p || ext == ".yaml" || ext == ".yml" || ext == ".json" {
				files = append(files, f)
			}
			return nil
		})
		if err != nil {
			return nil, err
		}
	}
	var docs []rawDoc
	for _, f := range files {
		var data []byte
		var err error
		if f == "-" {
			data, err = io.ReadAll(os.Stdin)
		} else {
			data, err = os.ReadFile(f)
		}
		if err != nil {
			return nil, err
		}
		docs = append(docs, split(f, data)...)
	}
	return docs, nil
}

// holdsNothing: blank lines, comments, directives and marks only.
func holdsNothing(doc []byte) bool {
	for _, line := range bytes.Split(doc, []byte("\n")) {
		if line = bytes.TrimSpace(line); len(line) > 0 && line[0] != '#' && line[0] != '%' && !bytes.Equal(line, []byte("---")) {
			return false
		}
	}
	return true
}

// split cuts a file where kubectl cuts it, and counts the documents that hold anything.
func split(file string, data []byte) []rawDoc {
	var docs []rawDoc
	if trimmed := bytes.TrimSpace(data); len(trimmed) > 0 && trimmed[0] == '{' {
		dec := json.NewDecoder(bytes.NewReader(trimmed))
		for i := 0; ; i++ {
			var raw json.RawMessage
			if err := dec.Decode(&raw); err == io.EOF {
				return docs
			} else if err != nil {
				docs = nil // flow-style YAML, not JSON
				break
			}
			docs = append(docs, rawDoc{source: fmt.Sprintf("%s#%d", file, i), data: raw})
		}
	}
	var rest []byte
	if at := oddMark.FindIndex(data); at != nil {
		data, rest = data[:at[0]], data[at[0]:]
	}
	r := utilyaml.NewYAMLReader(bufio.NewReader(bytes.NewReader(data)))
	for {
		doc, err := r.Read()
		if err != nil {
			break
		}
		if !holdsNothing(doc) {
			docs = append(docs, rawDoc{source: fmt.Sprintf("%s#%d", file, len(docs)), data: doc})
		}
	}
	if rest != nil {
		_, err := utilyaml.NewYAMLReader(bufio.NewReader(bytes.NewReader(rest))).Read()
		docs = append(docs, rawDoc{source: fmt.Sprintf("%s#%d", file, len(docs)), err: err})
	}
	return docs
}

// oddMark is a mark that kubectl stops at; what stands before it on its own is
// judged all the same, though kubectl drops that document too.
var oddMark = regexp.MustCompile(`(?m)^---[ \t]*[^\s#]`)

var strictDecoder = legacyscheme.Codecs.DecoderToVersion(
	jsonserializer.NewSerializerWithOptions(jsonserializer.DefaultMetaFactory, legacyscheme.Scheme, legacyscheme.Scheme,
		jsonserializer.SerializerOptions{Strict: true}), runtime.InternalGroupVersioner)

var dupKey = regexp.MustCompile(`key "?([^"]*)"? already set in map`)

// decode turns one document into objects, as kubectl and the API server would.
func (w *world) decode(d rawDoc) {
	js, err := yaml.YAMLToJSON(d.data)
	if d.err != nil {
		err = d.err
	}
	if err != nil {
		w.rep.Decode = append(w.rep.Decode, DecodeProblem{Source: d.source, Type: "yaml", Detail: err.Error()})
		return
	}
	if string(js) == "null" {
		return
	}
	var top map[string]any
	if json.Unmarshal(js, &top) != nil {
		w.rep.Skipped = append(w.rep.Skipped, Skip{Source: d.source, Reason: "not a mapping"})
		return
	}
	var dups []string
	if _, err := yaml.YAMLToJSONStrict(d.data); err != nil {
		for _, line := range strings.Split(err.Error(), "\n") {
			if strings.Contains(line, "already set in map") {
				dups = append(dups, strings.TrimSpace(line))
			}
		}
	}
	w.decodeJSON(d.source, js, top, dups)
}

func (w *world) decodeJSON(source string, js []byte, top map[string]any, dups []string) {
	av, _ := top["apiVersion"].(string)
	kind, _ := top["kind"].(string)
	md, _ := top["metadata"].(map[string]any)
	name, _ := md["name"].(string)
	ns, _ := md["namespace"].(string)
	skip := func(why string) {
		w.rep.Skipped = append(w.rep.Skipped, Skip{source, av, kind, name, why})
	}
	if av == "" || kind == "" {
		skip("no apiVersion or kind")
		return
	}
	if items, ok := top["items"].([]any); ok && strings.HasSuffix(kind, "List") {
		for i, it := range items {
			m, ok := it.(map[string]any)
			if !ok {
				continue
			}
			if kind != "List" { // kubectl fills in what a typed list leaves out
				if m["kind"] == nil {
					m["kind"] = strings.TrimSuffix(kind, "List")
				}
				if m["apiVersion"] == nil {
					m["apiVersion"] = av
				}
			}
			b, _ := json.Marshal(m)
			w.decodeJSON(fmt.Sprintf("%s[%d]", source, i), b, m, dups)
			dups = nil
		}
		return
	}
	gv, err := schema.ParseGroupVersion(av)
	if err != nil {
		skip(err.Error())
		return
	}
	if !legacyscheme.Scheme.Recognizes(gv.WithKind(kind)) {
		skip("kind not in the Kubernetes scheme linked here")
		return
	}
	if !served[gv] {
		if groups[gv.Group] {
			skip("apiVersion not served by Kubernetes 1.37")
		} else {
			skip("group not judged")
		}
		return
	}
	strategy := strategies[kind]
	namespaced := strategy != nil && strategy.NamespaceScoped()
	if ns == "" && namespaced {
		ns = w.opt.Namespace
	}
	id := kind + "/" + name
	if namespaced {
		id = kind + "/" + ns + "/" + name
	} else {
		ns = ""
	}
	problem := func(typ, field, detail string) {
		w.rep.Decode = append(w.rep.Decode, DecodeProblem{id, source, typ, field, detail})
	}
	for _, d := range dups {
		f := ""
		if m := dupKey.FindStringSubmatch(d); m != nil {
			f = m[1]
		}
		problem("duplicateKey", f, d)
	}
	obj, _, err := strictDecoder.Decode(js, nil, nil)
	o := &Object{ID: id, Source: source, APIVersion: av, Kind: kind, Namespace: ns, Name: name, Accepted: true, DecodedOnly: strategy == nil}
	if err != nil {
		if !runtime.IsStrictDecodingError(err) || obj == nil {
			o.Accepted = false
			problem("fatal", fatalField(err.Error()), err.Error())
			w.rep.Objects = append(w.rep.Objects, o)
			return
		}
		se, _ := runtime.AsStrictDecodingError(err)
		for _, e := range se.Errors() {
			problem("strict", unknownField(e.Error()), e.Error())
		}
		o.strict = true
	}
	if strategy == nil {
		w.rep.Objects = append(w.rep.Objects, o)
		return
	}
	acc, err := meta.Accessor(obj)
	if err != nil {
		skip(err.Error())
		return
	}
	if namespaced {
		acc.SetNamespace(ns)
	}
	if acc.GetName() == "" && acc.GetGenerateName() != "" {
		o.Name = acc.GetGenerateName()
		o.ID = strings.TrimSuffix(o.ID, "/") + "/" + o.Name
	}
	o.internal = obj
	w.rep.Objects = append(w.rep.Objects, o)
}

var quoted = regexp.MustCompile(`unknown field "([^"]*)"`)

func unknownField(s string) string {
	if m := quoted.FindStringSubmatch(s); m != nil {
		return m[1]
	}
	return ""
}

var goField = regexp.MustCompile(`Go struct field \w+\.([\w.\[\]]+)`)

func fatalField(s string) string {
	if m := goField.FindStringSubmatch(s); m != nil {
		return m[1]
	}
	return ""
}

func sortedKeys[V any](m map[string]V) []string {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	sort.Strings(keys)
	return keys
}
