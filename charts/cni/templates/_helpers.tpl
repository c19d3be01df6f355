{{- /* Generated from flannel v0.28.9 and calico v3.32.1 by python -m generator build; edit the generator, not this file. */ -}}

{{- /* The labels that the chart adds to every object; selectors never have them. Takes (list . component). */ -}}
{{- define "cni.labels" -}}
{{- $component := last . -}}
{{- with first . -}}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version | quote }}
app.kubernetes.io/name: {{ .Chart.Name | quote }}
app.kubernetes.io/instance: {{ .Release.Name | quote }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/component: {{ $component | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service | quote }}
{{- end }}
{{- end }}

{{- /* The namespace of the namespaced objects. */ -}}
{{- define "cni.namespace" -}}
{{- .Values.namespaceOverride | default (include "cni.upstream.namespace" .) -}}
{{- end }}

{{- /* An image, through the mirror and the values of its role; takes (list . role upstream's-reference). The values'
tag takes over the architecture that upstream's tag ends in, and drops upstream's digest. */ -}}
{{- define "cni.image" -}}
{{- $root := index . 0 -}}
{{- $image := get $root.Values.images (index . 1) -}}
{{- $named := splitList "@" (index . 2) | first -}}
{{- $repository := regexReplaceAll ":[^:/]+$" $named "" -}}
{{- $tag := $named | trimPrefix $repository | trimPrefix ":" -}}
{{- $where := $image.repository | default (include "cni.mirrored" (list $root $repository)) -}}
{{- with $image.tag -}}
{{- $tag = regexFind "-(amd64|arm|arm64|ppc64le|s390x)$" $tag | print (trimSuffix (regexFind "-(amd64|arm|arm64|ppc64le|s390x)$" $tag) .) -}}
{{- end -}}
{{- $where -}}{{- with $tag }}:{{ . }}{{ end -}}
{{- if $image.digest -}}
@{{ $image.digest }}
{{- else if not (or $image.tag $image.repository) -}}
{{- with splitList "@" (index . 2) | rest | first }}@{{ . }}{{ end -}}
{{- end -}}
{{- end }}

{{- /* A repository, through the mirror or the registry that a parent chart sets; takes (list . repository). */ -}}
{{- define "cni.mirrored" -}}
{{- $values := (index . 0).Values -}}
{{- $mirror := $values.imageMirror -}}
{{- $repository := index . 1 -}}
{{- $host := splitList "/" $repository | first -}}
{{- if not (or (contains "." $host) (contains ":" $host)) -}}
{{- $host = "docker.io" -}}
{{- end -}}
{{- $path := trimPrefix (printf "%s/" $host) $repository -}}
{{- $global := $values.global.imageRegistry | default $values.global.systemDefaultRegistry -}}
{{- if eq $mirror.mode "replace" -}}
{{- $to := get $mirror.hosts $host | default $mirror.registry -}}
{{- if not $to -}}
{{- fail (printf "imageMirror.hosts: no mirror for %s, which %s comes from; name one there, or a mirror for all hosts in imageMirror.registry" $host $repository) -}}
{{- end -}}
{{- printf "%s/%s" $to $path -}}
{{- else if eq $mirror.mode "prefix" -}}
{{- printf "%s/%s/%s" $mirror.registry $host $path -}}
{{- else if eq $mirror.mode "flat" -}}
{{- printf "%s/%s" $mirror.registry (splitList "/" $path | last) -}}
{{- else if $global -}}
{{- printf "%s/%s" $global $path -}}
{{- else -}}
{{- $repository -}}
{{- end -}}
{{- end }}

{{- /* imagePullSecrets as Kubernetes wants them, from names or {name: ...}; nothing where there are none. */ -}}
{{- define "cni.imagePullSecrets" -}}
{{- $secrets := list -}}
{{- range concat .Values.imagePullSecrets (.Values.global.imagePullSecrets | default list) -}}
{{- $secrets = append $secrets (kindIs "map" . | ternary . (dict "name" .)) -}}
{{- end -}}
{{- with $secrets }}{{ uniq . | toYaml }}{{ end -}}
{{- end }}

{{- /* A checksum of what the configuration objects hold, not of their labels. */ -}}
{{- define "cni.configChecksum" -}}
{{- $data := list -}}
{{- range $file := list "flannel/flannel/configmap.yaml" "calico/etcd/secret.yaml" "canal/config/configmap.yaml" "calico/config/configmap.yaml" -}}
{{- $data = append $data (include (printf "%s/%s" $.Template.BasePath $file) $ | fromYaml | dig "data" dict) -}}
{{- end -}}
{{- toJson $data | sha256sum -}}
{{- end }}

{{- /* The IPIP mode where a value decides it, else nothing: IPIP gives way to VXLAN, and Off is Never's older name. */ -}}
{{- define "cni.calico.ipip" -}}
{{- if eq .Values.calico.ipip "Off" -}}
Never
{{- else if .Values.calico.ipip -}}
{{- .Values.calico.ipip -}}
{{- else if and .Values.calico.vxlan (ne .Values.calico.vxlan "Never") -}}
Never
{{- end -}}
{{- end }}

{{- /* The encapsulation of the first pool, upstream's choice included. */ -}}
{{- define "cni.calico.ipipMode" -}}
{{- include "cni.calico.ipip" . | default (include "cni.upstream.calicoIpip" .) -}}
{{- end }}
{{- define "cni.calico.vxlanMode" -}}
{{- .Values.calico.vxlan | default (include "cni.upstream.calicoVxlan" .) -}}
{{- end }}

{{- /* FELIX_IPV6SUPPORT where a value decides it, else nothing. */ -}}
{{- define "cni.calico.ipv6Support" -}}
{{- if kindIs "bool" .Values.calico.felix.ipv6Support -}}
{{- .Values.calico.felix.ipv6Support -}}
{{- else if .Values.podCIDRv6 -}}
true
{{- end -}}
{{- end }}

{{- /* "true" when etcd is reached over TLS. */ -}}
{{- define "cni.etcd.tls" -}}
{{- if or .Values.calico.etcd.tls.existingSecret .Values.calico.etcd.tls.ca -}}
true
{{- end -}}
{{- end }}

{{- /* The data of the Secret with the inline TLS material. */ -}}
{{- define "cni.etcd.secretData" -}}
{{- $tls := .Values.calico.etcd.tls -}}
{{- dict "etcd-ca" (b64enc $tls.ca) "etcd-cert" (b64enc $tls.cert) "etcd-key" (b64enc $tls.key) | toYaml -}}
{{- end }}

{{- /* The name of an object that cannot be changed: upstream's for upstream's input, else with a hash of the input;
takes (list . name paths-of-values usual-values-as-JSON). */ -}}
{{- define "cni.nameByInput" -}}
{{- $root := index . 0 -}}
{{- $input := list -}}
{{- range index . 2 -}}
{{- $value := $root.Values -}}
{{- range splitList "." . -}}
{{- $value = get $value . -}}
{{- end -}}
{{- $input = append $input $value -}}
{{- end -}}
{{- $input = toJson $input | replace "null" "\"\"" -}}
{{- index . 1 -}}
{{- if ne $input (index . 3) -}}
{{- printf "-%s" (sha256sum $input | trunc 8) -}}
{{- end -}}
{{- end }}
