{{- /* Generated from flannel v0.28.9 and calico v3.32.1 by python -m generator build; edit the generator, not this file. */ -}}

{{- /* The labels that the chart adds to every object; selectors never have them. */ -}}
{{- define "cni.labels" -}}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version | quote }}
app.kubernetes.io/name: {{ .Chart.Name | quote }}
app.kubernetes.io/instance: {{ .Release.Name | quote }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/component: {{ .Values.plugin | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service | quote }}
{{- end }}

{{- /* The namespace of the namespaced objects. */ -}}
{{- define "cni.namespace" -}}
{{- $upstream := ternary "kube-flannel" "kube-system" (eq .Values.plugin "flannel") -}}
{{- .Values.namespaceOverride | default $upstream -}}
{{- end }}

{{- /* An image, through the mirror and the overrides; takes (list . name upstream's-reference). */ -}}
{{- define "cni.image" -}}
{{- $root := index . 0 -}}
{{- $name := index . 1 -}}
{{- $repository := regexReplaceAll ":[^:/]+$" (index . 2) "" -}}
{{- $tag := index . 2 | trimPrefix $repository | trimPrefix ":" -}}
{{- $image := get $root.Values.images $name -}}
{{- $where := $image.repository | default (include "cni.mirrored" (list $root $repository)) -}}
{{- printf "%s:%s" $where ($image.tag | default $tag) -}}
{{- with $image.digest }}@{{ . }}{{ end -}}
{{- end }}

{{- /* A repository, through the mirror; takes (list . repository). */ -}}
{{- define "cni.mirrored" -}}
{{- $mirror := (index . 0).Values.imageMirror -}}
{{- $repository := index . 1 -}}
{{- $host := splitList "/" $repository | first -}}
{{- if not (or (contains "." $host) (contains ":" $host)) -}}
{{- $host = "docker.io" -}}
{{- end -}}
{{- $path := trimPrefix (printf "%s/" $host) $repository -}}
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
{{- else -}}
{{- $repository -}}
{{- end -}}
{{- end }}

{{- /* imagePullSecrets as Kubernetes wants them, from names or {name: ...}. */ -}}
{{- define "cni.imagePullSecrets" -}}
{{- $secrets := list -}}
{{- range .Values.imagePullSecrets -}}
{{- $secrets = append $secrets (kindIs "map" . | ternary . (dict "name" .)) -}}
{{- end -}}
{{- uniq $secrets | toYaml -}}
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
{{- $bgp := and (eq .Values.calico.backend "bird") (eq .Values.calico.dataplane "iptables") -}}
{{- include "cni.calico.ipip" . | default (ternary "Always" "Never" $bgp) -}}
{{- end }}
{{- define "cni.calico.vxlanMode" -}}
{{- .Values.calico.vxlan | default (ternary "Never" "CrossSubnet" (eq .Values.calico.backend "bird")) -}}
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

{{- /* The name of the Job that writes canal's network into etcd: upstream's, or with a hash of what differs. */ -}}
{{- define "cni.canal.configureName" -}}
{{- $values := .Values -}}
{{- $input := list $values.podCIDR $values.podCIDRv6 $values.flannel.backend $values.flannel.mtu $values.imageMirror
  $values.images.etcd $values.imagePullSecrets $values.calico.etcd.tls.existingSecret | toJson -}}
{{- $upstreams := `["","",{"type":""},0,{"hosts":{},"mode":"none","registry":""},{"digest":"","pullPolicy":"","repository":"","tag":""},[],""]` -}}
{{- if eq $input $upstreams -}}
configure-canal
{{- else -}}
{{- printf "configure-canal-%s" (sha256sum $input | trunc 8) -}}
{{- end -}}
{{- end }}
