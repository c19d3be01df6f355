#!/usr/bin/env bash
# A null in a chart's own values.yaml: helm 3.22.0 hands it to templates, helm 4.3.1 takes the key away.
#
# One would guess that both render the same: a null deletes a key where a user lays it over a default, but here nobody
# lays anything over it, and the chart's author wrote the key so that templates find it. With helm 4 `hasKey` is false,
# and what a template makes of all values, such as a digest, is another.
#
# Needs Go and, the first time, the network. Fails if either helm behaves otherwise.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

for helm in helm.sh/helm/v3/cmd/helm@v3.22.0 helm.sh/helm/v4/cmd/helm@v4.3.1; do
    mkdir -p "$folder/${helm##*@}"
    GOBIN="$folder/${helm##*@}" GOFLAGS=-trimpath go install "$helm"
done

mkdir -p "$folder/chart/templates"
printf 'apiVersion: v2\nname: example\nversion: 0.1.0\n' > "$folder/chart/Chart.yaml"
printf 'port: null\nserver: {host: null, scheme: https}\n' > "$folder/chart/values.yaml"
printf 'values: {{ toJson .Values | squote }}\nhasPort: {{ hasKey .Values "port" }}\n' > "$folder/chart/templates/all.yaml"

expect() {
    found=$("$folder/$1/helm" template example "$folder/chart" | tail -n 2)
    printf 'helm %s\n%s\n' "$1" "$found"
    [ "$found" = "$2" ] || { printf 'helm %s: expected\n%s\n' "$1" "$2" >&2; exit 1; }
}

expect v3.22.0 "values: '{\"port\":null,\"server\":{\"host\":null,\"scheme\":\"https\"}}'
hasPort: true"
expect v4.3.1 "values: '{\"server\":{\"scheme\":\"https\"}}'
hasPort: false"
