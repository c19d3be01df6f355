package renderer

import (
	"bytes"
	"errors"
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

// validate is what helm says of values that the schema refuses; the schema is compiled once.
func (one *chart) validate(prepared Prepared) error {
	text, whole := prepared.Schema()
	if !whole {
		return prepared.Validate()
	}
	if text == nil {
		return nil
	}
	if one.schema == nil {
		one.schema = compile(text)
	}
	if one.schema.compiled == nil {
		return prepared.Validate()
	}
	err := one.schema.compiled.Validate(prepared.Plain())
	if err == nil {
		return nil
	}
	if _, ok := errors.AsType[*jsonschema.ValidationError](err); !ok {
		return prepared.Validate()
	}
	return errors.New(prepared.Chart().Name + ":\n" + strings.TrimPrefix(err.Error(), said) + "\n")
}
