package main

import (
	"bytes"
	"errors"
	"slices"
	"strings"

	"github.com/santhosh-tekuri/jsonschema/v6"
)

// address is the one that helm compiles a schema under, and `said` the start of a message that helm leaves out.
const (
	address = "file:///values.schema.json"
	said    = "jsonschema validation failed with '" + address + "#'\n"
)

// compile is the schema of values, or nil, which leaves the work to helm: it refers to something outside, or is none.
func compile(text []byte) *jsonschema.Schema {
	parsed, err := jsonschema.UnmarshalJSON(bytes.NewReader(text))
	if err != nil {
		return nil
	}
	compiler := jsonschema.NewCompiler()
	compiler.UseLoader(jsonschema.SchemeURLLoader{})
	if err := compiler.AddResource(address, parsed); err != nil {
		return nil
	}
	compiled, _ := compiler.Compile(address) // nil where it fails
	return compiled
}

// hasSchema tells whether a chart, or one inside it, has a schema.
func hasSchema(one *helmChart) bool {
	return one.Schema != nil || slices.ContainsFunc(one.Dependencies(), hasSchema)
}

// validate is what helm says of values that the schema refuses; the schema is compiled once.
func (one *keptChart) validate(prepared *prepared) error {
	schema := one.schema()
	if schema == nil || slices.ContainsFunc(prepared.chart.Dependencies(), hasSchema) {
		return prepared.validate()
	}
	err := schema.Validate(prepared.plain())
	if err == nil {
		return nil
	}
	if _, ok := errors.AsType[*jsonschema.ValidationError](err); !ok {
		return prepared.validate()
	}
	return errors.New(prepared.chart.Name() + ":\n" + strings.TrimPrefix(err.Error(), said) + "\n")
}
