#!/usr/bin/env bash
# A lookup of an object that the user may not read ends the render: helm 3.22.0 and helm 4.3.1, `--dry-run=server`.
#
# One would guess that it is empty, as it is where the object does not exist and where there is no cluster, so that
# `if not (lookup ...)` is safe for everybody. But 403 is an error of the template, and no template can catch one: a chart
# that only looks whether something is there can no longer be rendered by users with fewer rights.
#
# Needs Go, Python and, the first time, the network. Fails if either helm behaves otherwise.
set -euo pipefail

folder=$(mktemp -d)
trap 'kill "${server:-}" 2>/dev/null || true; rm -rf "$folder"' EXIT

for helm in helm.sh/helm/v3/cmd/helm@v3.22.0 helm.sh/helm/v4/cmd/helm@v4.3.1; do
    mkdir -p "$folder/${helm##*@}"
    GOBIN="$folder/${helm##*@}" GOFLAGS=-trimpath go install "$helm"
done

# As much of an API server as a render asks for: ConfigMaps, of which the user may read none but `missing`.
cat > "$folder/server.py" << 'PYTHON'
import http.server, json, sys

KIND = {"name": "configmaps", "singularName": "", "namespaced": True, "kind": "ConfigMap", "verbs": ["get", "list"]}
FOUND = {
    "/version": {"major": "1", "minor": "34", "gitVersion": "v1.34.0"},
    "/api": {"kind": "APIVersions", "versions": ["v1"]},
    "/apis": {"kind": "APIGroupList", "apiVersion": "v1", "groups": []},
    "/api/v1": {"kind": "APIResourceList", "groupVersion": "v1", "resources": [KIND]},
}


class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        path = self.path.partition("?")[0]
        forbidden = path.endswith("/secret")
        status, reason = (403, "Forbidden") if forbidden else (404, "NotFound")
        refusal = {"kind": "Status", "apiVersion": "v1", "status": "Failure", "reason": reason, "code": status}
        answer = FOUND.get(path, {**refusal, "message": "the user may not get it" if forbidden else "there is none"})
        body = json.dumps(answer).encode()
        self.send_response(200 if path in FOUND else status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


server = http.server.HTTPServer(("127.0.0.1", 0), Handler)
with open(sys.argv[1], "w") as file:
    file.write(f"""apiVersion: v1
kind: Config
clusters: [{{name: c, cluster: {{server: "http://127.0.0.1:{server.server_port}"}}}}]
users: [{{name: u, user: {{}}}}]
contexts: [{{name: x, context: {{cluster: c, user: u}}}}]
current-context: x
""")
server.serve_forever()
PYTHON
python3 "$folder/server.py" "$folder/kubeconfig" &
server=$!
until [ -s "$folder/kubeconfig" ]; do sleep 0.1; done

mkdir -p "$folder/chart/templates"
printf 'apiVersion: v2\nname: example\nversion: 0.1.0\n' > "$folder/chart/Chart.yaml"
cat > "$folder/chart/templates/all.yaml" << 'TEMPLATE'
apiVersion: v1
kind: ConfigMap
metadata: {name: answer}
data: {there: "{{ not (empty (lookup "v1" "ConfigMap" "default" .Values.name)) }}"}
TEMPLATE

ask() {
    "$folder/$1/helm" template example "$folder/chart" --dry-run=server --disable-openapi-validation \
        --kubeconfig "$folder/kubeconfig" --set "name=$2" 2>&1
}

for version in v3.22.0 v4.3.1; do
    missing=$(ask "$version" missing | tail -n 1)
    if said=$(ask "$version" secret); then echo "helm $version: expected an error" >&2; exit 1; fi
    forbidden=$(grep -o 'error calling lookup.*' <<< "$said")
    printf 'helm %s\n  missing: %s\n  forbidden: %s\n' "$version" "$missing" "$forbidden"
    [ "$missing" = 'data: {there: "false"}' ]
    grep -q 'may not get it' <<< "$forbidden"
done
