package main

import (
	"encoding/json"
	"fmt"
	"io"
)

// question is one line of --worlds: the texts of a world's files by name, and
// what to look up in it.
type question struct {
	Files       map[string]string `json:"files"`
	ResolveFrom []string          `json:"resolveFrom,omitempty"`
}

// answer reports on each world before it reads the next, so that a caller may
// ask, read and ask again.
func answer(o options, from io.Reader, to io.Writer) error {
	in, out := json.NewDecoder(from), json.NewEncoder(to)
	out.SetEscapeHTML(false)
	for {
		var q question
		if err := in.Decode(&q); err == io.EOF {
			return nil
		} else if err != nil {
			return fmt.Errorf("world: %w", err)
		}
		var docs []rawDoc
		for _, name := range sortedKeys(q.Files) {
			docs = append(docs, split(name, []byte(q.Files[name]))...)
		}
		alone := o
		alone.ResolveFrom = q.ResolveFrom
		rep, err := run(&alone, docs)
		if err != nil {
			return err
		}
		if err := out.Encode(rep); err != nil {
			return err
		}
	}
}
