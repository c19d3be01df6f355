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

// schema is a compiled schema of values; nil inside where ours cannot be used.
type schema struct {
	compiled *jsonschema.Schema
}

// compile is the schema, or one that leaves the work to helm: it refers to something outside, or is none.
func compile(text []byte) *schema {
	parsed, err := jsonschema.UnmarshalJSON(bytes.NewReader(text))
	if err != nil {
		return &schema{}
	}
	compiler := jsonschema.NewCompiler()
	compiler.UseLoader(jsonschema.SchemeURLLoader{})
	if err := compiler.AddResource(address, parsed); err != nil {
		return &schema{}
	}
	compiled, err := compiler.Compile(address)
	if err != nil {
		return &schema{}
	}
	return &schema{compiled: compiled}
}

// hasSchema tells whether a chart, or one inside it, has a schema.
func hasSchema(one *helmChart) bool {
	return one.Schema != nil || slices.ContainsFunc(one.Dependencies(), hasSchema)
}

// validate is what helm says of values that the schema refuses; the schema is compiled once.
func (one *keptChart) validate(prepared *prepared) error {
	if slices.ContainsFunc(prepared.chart.Dependencies(), hasSchema) {
		return prepared.validate()
	}
	text := prepared.chart.Schema
	if text == nil {
		return nil
	}
	if one.schema == nil {
		one.schema = compile(text)
	}
	if one.schema.compiled == nil {
		return prepared.validate()
	}
	err := one.schema.compiled.Validate(prepared.plain())
	if err == nil {
		return nil
	}
	if _, ok := errors.AsType[*jsonschema.ValidationError](err); !ok {
		return prepared.validate()
	}
	return errors.New(prepared.chart.Name() + ":\n" + strings.TrimPrefix(err.Error(), said) + "\n")
}
