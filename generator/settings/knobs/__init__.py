"""The knobs: tables of what each value changes in the merged manifests, one module a component."""
