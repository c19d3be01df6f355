{{- /* Generated from upstream's manifests; change generator/ instead.
Parts of schemas that several CRDs have in common. */ -}}
{{- define "cni.crds.spec.nodeMeshPassword" -}}
{properties: {
 secretKeyRef: {properties: {
  key: {type: string},
  name: {default: "",type: string},
  optional: {type: boolean}},required: [key],type: object,x-kubernetes-map-type: atomic}},type: object}
{{- end }}
{{- define "cni.crds.spec.serviceClusterIPs" -}}
{items: {properties: {
 cidr: {format: cidr,type: string}},type: object,x-kubernetes-map-type: atomic},type: array,x-kubernetes-list-type: atomic}
{{- end }}
{{- define "cni.crds.spec.exportV4" -}}
{items: {properties: {
 action: {enum: [Accept,Reject],type: string},
 asPathPrefix: {items: {format: int32,type: integer},type: array},
 cidr: {format: cidr,maxLength: 18,type: string},
 communities: {{ include "cni.crds.exportV4.communities" . }},
 interface: {type: string},
 matchOperator: {enum: [Equal,NotEqual,In,NotIn],type: string},
 operations: {{ include "cni.crds.exportV4.operations" . }},
 peerType: {enum: [eBGP,iBGP],type: string},
 prefixLength: {properties: {
  max: {format: int32,maximum: 32,minimum: 0,type: integer},
  min: {format: int32,maximum: 32,minimum: 0,type: integer}},type: object,x-kubernetes-map-type: atomic},
 priority: {maximum: 2147483646,minimum: 1,type: integer},
 source: {enum: [RemotePeers],type: string}},required: [action],type: object,x-kubernetes-map-type: atomic,x-kubernetes-validations: {{ include "cni.crds.exportV4.x-kubernetes-validations" . }}},type: array}
{{- end }}
{{- define "cni.crds.exportV4.communities" -}}
{properties: {
 values: {items: {{ include "cni.crds.communities.values" . }},maxItems: 1,minItems: 1,type: array}},required: [values],type: object,x-kubernetes-map-type: atomic}
{{- end }}
{{- define "cni.crds.communities.values" -}}
{maxLength: 32,pattern: "^(([0-9]|[1-9][0-9]{1,3}|[1-5][0-9]{4}|6[0-4][0-9]{3}|65[0-4][0-9]{2}|655[0-2][0-9]|6553[0-5]):([0-9]|[1-9][0-9]{1,3}|[1-5][0-9]{4}|6[0-4][0-9]{3}|65[0-4][0-9]{2}|655[0-2][0-9]|6553[0-5])|([0-9]|[1-9][0-9]{1,8}|[1-3][0-9]{9}|4[0-1][0-9]{8}|42[0-8][0-9]{7}|429[0-3][0-9]{6}|4294[0-8][0-9]{5}|42949[0-5][0-9]{4}|429496[0-6][0-9]{3}|4294967[0-1][0-9]{2}|42949672[0-8][0-9]|429496729[0-5]):([0-9]|[1-9][0-9]{1,8}|[1-3][0-9]{9}|4[0-1][0-9]{8}|42[0-8][0-9]{7}|429[0-3][0-9]{6}|4294[0-8][0-9]{5}|42949[0-5][0-9]{4}|429496[0-6][0-9]{3}|4294967[0-1][0-9]{2}|42949672[0-8][0-9]|429496729[0-5]):([0-9]|[1-9][0-9]{1,8}|[1-3][0-9]{9}|4[0-1][0-9]{8}|42[0-8][0-9]{7}|429[0-3][0-9]{6}|4294[0-8][0-9]{5}|42949[0-5][0-9]{4}|429496[0-6][0-9]{3}|4294967[0-1][0-9]{2}|42949672[0-8][0-9]|429496729[0-5]))$",type: string}
{{- end }}
{{- define "cni.crds.exportV4.operations" -}}
{items: {maxProperties: 1,minProperties: 1,properties: {
 addCommunity: {properties: {
  value: {{ include "cni.crds.communities.values" . }}},required: [value],type: object,x-kubernetes-map-type: atomic},
 prependASPath: {properties: {
  prefix: {items: {format: int32,type: integer},maxItems: 10,minItems: 1,type: array}},required: [prefix],type: object,x-kubernetes-map-type: atomic},
 setPriority: {properties: {
  value: {maximum: 2147483646,minimum: 1,type: integer}},required: [value],type: object,x-kubernetes-map-type: atomic}},type: object,x-kubernetes-map-type: atomic},maxItems: 10,minItems: 1,type: array}
{{- end }}
{{- define "cni.crds.exportV4.x-kubernetes-validations" -}}
[
 {message: "cidr and matchOperator must both be set or both be empty",reason: FieldValueInvalid,rule: "(has(self.cidr) && size(self.cidr) > 0) == (has(self.matchOperator) && size(self.matchOperator) > 0)"},
 {message: "cidr is required when prefixLength is set",reason: FieldValueInvalid,rule: "!has(self.prefixLength) || (has(self.cidr) && size(self.cidr) > 0)"},
 {message: "operations may only be used with action Accept",rule: "!has(self.operations) || size(self.operations) == 0 || self.action == 'Accept'"}]
{{- end }}
{{- define "cni.crds.spec.exportV6" -}}
{items: {properties: {
 action: {enum: [Accept,Reject],type: string},
 asPathPrefix: {items: {format: int32,type: integer},type: array},
 cidr: {format: cidr,maxLength: 43,type: string},
 communities: {{ include "cni.crds.exportV4.communities" . }},
 interface: {type: string},
 matchOperator: {enum: [Equal,NotEqual,In,NotIn],type: string},
 operations: {{ include "cni.crds.exportV4.operations" . }},
 peerType: {enum: [eBGP,iBGP],type: string},
 prefixLength: {properties: {
  max: {format: int32,maximum: 128,minimum: 0,type: integer},
  min: {format: int32,maximum: 128,minimum: 0,type: integer}},type: object,x-kubernetes-map-type: atomic},
 priority: {maximum: 2147483646,minimum: 1,type: integer},
 source: {enum: [RemotePeers],type: string}},required: [action],type: object,x-kubernetes-map-type: atomic,x-kubernetes-validations: {{ include "cni.crds.exportV4.x-kubernetes-validations" . }}},type: array}
{{- end }}
{{- define "cni.crds.agent.birdV4" -}}
{properties: {
 lastBootTime: {type: string},
 lastReconfigurationTime: {type: string},
 routerID: {type: string},
 state: {enum: [Ready,NotReady],type: string},
 version: {type: string}},type: object}
{{- end }}
{{- define "cni.crds.bgp.peersV4" -}}
{items: {properties: {
 peerIP: {type: string},
 since: {type: string},
 state: {enum: [Idle,Connect,Active,OpenSent,OpenConfirm,Established,Close],type: string},
 type: {enum: [NodeMesh,NodePeer,GlobalPeer],type: string}},type: object},type: array}
{{- end }}
{{- define "cni.crds.routes.routesV4" -}}
{items: {properties: {
 destination: {type: string},
 gateway: {type: string},
 interface: {type: string},
 learnedFrom: {properties: {
  peerIP: {type: string},
  sourceType: {enum: [Kernel,Static,Direct,NodeMesh,BGPPeer],type: string}},type: object},
 type: {enum: [FIB,RIB],type: string}},type: object},type: array}
{{- end }}
{{- define "cni.crds.spec.failsafeInboundHostPorts" -}}
{items: {properties: {
 net: {type: string},
 port: {type: integer},
 protocol: {type: string}},required: [port],type: object},type: array}
{{- end }}
{{- define "cni.crds.spec.egress" -}}
{items: {properties: {
 action: {enum: [Allow,Deny,Log,Pass],type: string},
 destination: {{ include "cni.crds.egress.destination" . }},
 http: {properties: {
  methods: {items: {type: string},maxItems: 20,type: array},
  paths: {items: {properties: {
   exact: {maxLength: 1024,type: string},
   prefix: {maxLength: 1024,type: string}},type: object},maxItems: 20,type: array}},type: object},
 icmp: {{ include "cni.crds.egress.icmp" . }},
 ipVersion: {enum: [4,6],type: integer},
 metadata: {properties: {
  annotations: {additionalProperties: {type: string},type: object}},type: object},
 notICMP: {{ include "cni.crds.egress.icmp" . }},
 notProtocol: {anyOf: [{type: integer},{type: string}],pattern: "^.*",x-kubernetes-int-or-string: true},
 protocol: {anyOf: [{type: integer},{type: string}],pattern: "^.*",x-kubernetes-int-or-string: true},
 source: {{ include "cni.crds.egress.destination" . }}},required: [action],type: object,x-kubernetes-validations: [
 {message: "rules with HTTP match must have protocol TCP or unset",reason: FieldValueInvalid,rule: "!has(self.http) || !has(self.protocol) || self.protocol == 'TCP' || self.protocol == 6"},
 {message: "HTTP match is only valid on Allow rules",reason: FieldValueForbidden,rule: "self.action == 'Allow' || !has(self.http)"},
 {message: "ports and notPorts cannot be specified with services",reason: FieldValueForbidden,rule: "!has(self.destination) || !has(self.destination.services) || (!has(self.destination.ports) || size(self.destination.ports) == 0) && (!has(self.destination.notPorts) || size(self.destination.notPorts) == 0)"}]},type: array}
{{- end }}
{{- define "cni.crds.egress.destination" -}}
{properties: {
 namespaceSelector: {type: string},
 nets: {items: {type: string},type: array,x-kubernetes-list-type: set},
 notNets: {items: {type: string},type: array},
 notPorts: {items: {anyOf: [{type: integer},{type: string}],pattern: "^.*",x-kubernetes-int-or-string: true},type: array},
 notSelector: {type: string},
 ports: {items: {anyOf: [{type: integer},{type: string}],pattern: "^.*",x-kubernetes-int-or-string: true},type: array},
 selector: {type: string},
 serviceAccounts: {properties: {
  names: {items: {type: string},type: array,x-kubernetes-list-type: set},
  selector: {type: string}},type: object},
 services: {properties: {
  name: {type: string},
  namespace: {type: string}},type: object}},type: object}
{{- end }}
{{- define "cni.crds.egress.icmp" -}}
{properties: {
 code: {maximum: 255,minimum: 0,type: integer},
 type: {maximum: 254,minimum: 0,type: integer}},type: object,x-kubernetes-validations: [
 {message: "ICMP code specified without an ICMP type",reason: FieldValueInvalid,rule: "!has(self.code) || has(self.type)"}]}
{{- end }}
{{- define "cni.crds.spec.x-kubernetes-validations" -}}
[
 {message: "preDNAT and doNotTrack cannot both be true",reason: FieldValueForbidden,rule: "!((has(self.doNotTrack) && self.doNotTrack) && (has(self.preDNAT) && self.preDNAT))"},
 {message: "preDNAT policy cannot have any egress rules",reason: FieldValueForbidden,rule: "(!has(self.preDNAT) || !self.preDNAT) || !has(self.egress) || size(self.egress) == 0"},
 {message: "preDNAT policy cannot have 'Egress' type",reason: FieldValueForbidden,rule: "(!has(self.preDNAT) || !self.preDNAT) || !has(self.types) || !self.types.exists(t, t == 'Egress')"},
 {message: "applyOnForward must be true if either preDNAT or doNotTrack is true",reason: FieldValueInvalid,rule: "(has(self.applyOnForward) && self.applyOnForward) || ((!has(self.doNotTrack) || !self.doNotTrack) && (!has(self.preDNAT) || !self.preDNAT))"}]
{{- end }}
{{- define "cni.crds.versions" -}}
[{name: v1,schema: {openAPIV3Schema: {properties: {
 apiVersion: {type: string},
 kind: {type: string},
 metadata: {type: object},
 spec: {properties: {
  nets: {items: {type: string},type: array,x-kubernetes-list-type: set}},type: object}},type: object}},served: true,storage: true}]
{{- end }}
{{- define "cni.crds.spec" -}}
{properties: {
 controllers: {properties: {
  loadBalancer: {properties: {
   assignIPs: {default: AllServices,enum: [AllServices,RequestedServicesOnly],type: string}},type: object},
  namespace: {properties: {
   reconcilerPeriod: {type: string}},type: object},
  node: {properties: {
   hostEndpoint: {properties: {
    autoCreate: {enum: [Enabled,Disabled],type: string},
    createDefaultHostEndpoint: {type: string},
    templates: {items: {properties: {
     generateName: {maxLength: 253,type: string},
     interfaceCIDRs: {items: {type: string},type: array,x-kubernetes-list-type: set},
     interfacePattern: {type: string},
     labels: {additionalProperties: {type: string},type: object},
     nodeSelector: {type: string}},type: object},type: array}},type: object},
   leakGracePeriod: {type: string},
   reconcilerPeriod: {type: string},
   syncLabels: {enum: [Enabled,Disabled],type: string}},type: object},
  policy: {properties: {
   reconcilerPeriod: {type: string}},type: object},
  policyMigration: {properties: {
   enabled: {default: Enabled,enum: [Disabled,Enabled],type: string}},type: object},
  serviceAccount: {properties: {
   reconcilerPeriod: {type: string}},type: object},
  workloadEndpoint: {properties: {
   reconcilerPeriod: {type: string}},type: object}},type: object},
 debugProfilePort: {format: int32,maximum: 65535,minimum: 0,type: integer},
 etcdV3CompactionPeriod: {type: string},
 healthChecks: {default: Enabled,enum: [Enabled,Disabled],type: string},
 logSeverityScreen: {enum: [None,Debug,Info,Warning,Error,Fatal,Panic],type: string},
 prometheusMetricsPort: {maximum: 65535,minimum: 0,type: integer}},required: [controllers],type: object}
{{- end }}
{{- define "cni.crds.egress.ports" -}}
{items: {properties: {
 endPort: {format: int32,type: integer},
 port: {anyOf: [{type: integer},{type: string}],x-kubernetes-int-or-string: true},
 protocol: {type: string}},type: object},type: array,x-kubernetes-list-type: atomic}
{{- end }}
{{- define "cni.crds.egress.to" -}}
{items: {properties: {
 ipBlock: {properties: {
  cidr: {type: string},
  except: {items: {type: string},type: array,x-kubernetes-list-type: atomic}},required: [cidr],type: object},
 namespaceSelector: {{ include "cni.crds.to.namespaceSelector" . }},
 podSelector: {{ include "cni.crds.to.namespaceSelector" . }}},type: object},type: array,x-kubernetes-list-type: atomic}
{{- end }}
{{- define "cni.crds.to.namespaceSelector" -}}
{properties: {
 matchExpressions: {items: {properties: {
  key: {type: string},
  operator: {type: string},
  values: {items: {type: string},type: array,x-kubernetes-list-type: atomic}},required: [key,operator],type: object},type: array,x-kubernetes-list-type: atomic},
 matchLabels: {additionalProperties: {type: string},type: object}},type: object,x-kubernetes-map-type: atomic}
{{- end }}
{{- define "cni.crds.egress.protocols" -}}
{items: {maxProperties: 1,minProperties: 1,properties: {
 destinationNamedPort: {type: string},
 sctp: {{ include "cni.crds.protocols.sctp" . }},
 tcp: {{ include "cni.crds.protocols.sctp" . }},
 udp: {{ include "cni.crds.protocols.sctp" . }}},type: object},maxItems: 25,minItems: 1,type: array}
{{- end }}
{{- define "cni.crds.protocols.sctp" -}}
{minProperties: 1,properties: {
 destinationPort: {maxProperties: 1,minProperties: 1,properties: {
  number: {format: int32,maximum: 65535,minimum: 1,type: integer},
  range: {properties: {
   end: {format: int32,maximum: 65535,minimum: 1,type: integer},
   start: {format: int32,maximum: 65535,minimum: 1,type: integer}},required: [end,start],type: object,x-kubernetes-validations: [
   {message: "Start port must be less than End port",rule: "self.start < self.end"}]}},type: object}},type: object}
{{- end }}
{{- define "cni.crds.to.pods" -}}
{properties: {
 namespaceSelector: {{ include "cni.crds.to.namespaceSelector" . }},
 podSelector: {{ include "cni.crds.to.namespaceSelector" . }}},required: [podSelector],type: object}
{{- end }}
{{- define "cni.crds.ingress.from" -}}
{maxProperties: 1,minProperties: 1,properties: {
 namespaces: {{ include "cni.crds.to.namespaceSelector" . }},
 pods: {{ include "cni.crds.to.pods" . }}},type: object}
{{- end }}
