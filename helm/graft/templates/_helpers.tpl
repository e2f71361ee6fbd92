{{- define "graft.name" -}}
{{- default .Chart.Name .Values.nameOverride | trunc 40 | trimSuffix "-" -}}
{{- end -}}

{{- define "graft.fullname" -}}
{{- if .Values.fullnameOverride -}}
{{- .Values.fullnameOverride | trunc 40 | trimSuffix "-" -}}
{{- else if contains (include "graft.name" .) .Release.Name -}}
{{- .Release.Name | trunc 40 | trimSuffix "-" -}}
{{- else -}}
{{- printf "%s-%s" .Release.Name (include "graft.name" .) | trunc 40 | trimSuffix "-" -}}
{{- end -}}
{{- end -}}

{{- define "graft.selector" -}}
app.kubernetes.io/name: {{ include "graft.name" . }}
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end -}}

{{- define "graft.labels" -}}
{{ include "graft.selector" . }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version }}
{{- end -}}

{{- define "graft.serviceAccount" -}}
{{- if .Values.serviceAccount.create -}}
{{- default (include "graft.fullname" .) .Values.serviceAccount.name -}}
{{- else -}}
{{- default "default" .Values.serviceAccount.name -}}
{{- end -}}
{{- end -}}

{{- define "graft.keySecret" -}}
{{- default (printf "%s-api-key" (include "graft.fullname" .)) .Values.auth.apiKey.existingSecret -}}
{{- end -}}

{{- define "graft.claim" -}}
{{- default (printf "%s-data" (include "graft.fullname" .)) .Values.storage.existingClaim -}}
{{- end -}}

{{/* The image of a pod: (dict "root" $ "gpus" 0) */}}
{{- define "graft.image" -}}
{{- $image := .root.Values.image -}}
{{- $tag := default .root.Chart.AppVersion $image.tag -}}
{{- if gt (int .gpus) 0 -}}
{{- printf "%s:%s%s" $image.repository $tag $image.cudaSuffix -}}
{{- else if $image.digest -}}
{{- printf "%s@%s" $image.repository $image.digest -}}
{{- else -}}
{{- printf "%s:%s" $image.repository $tag -}}
{{- end -}}
{{- end -}}

{{- define "graft.container.security" -}}
allowPrivilegeEscalation: false
readOnlyRootFilesystem: true
capabilities:
  drop: [ALL]
{{- end -}}

{{- define "graft.pod.security" -}}
runAsNonRoot: true
runAsUser: 10001
runAsGroup: 10001
fsGroup: 10001
# The service takes its database's directory back to 0700; looking through all files at each start is not needed.
fsGroupChangePolicy: OnRootMismatch
seccompProfile:
  type: RuntimeDefault
{{- end -}}

{{/* A pod: (dict "root" $ "pool" values "roles" "api,worker" "component" "worker-gpu" "drains" true) */}}
{{- define "graft.pod" -}}
{{- $root := .root -}}
{{- $values := $root.Values -}}
{{- $pool := .pool -}}
{{- $gpus := int (default 0 $pool.gpus) -}}
{{- $devices := default "auto" $pool.devices -}}
{{- /* A pod that was given cards and does not see them shall not start, rather than be slow. */ -}}
{{- if and (gt $gpus 0) (eq $devices "auto") -}}
{{- $devices = "cuda" -}}
{{- end -}}
{{- $drain := int (default 240 $pool.drainSeconds) -}}
metadata:
  labels:
    {{- include "graft.selector" $root | nindent 4 }}
    app.kubernetes.io/component: {{ .component }}
    {{- with $values.podLabels }}
    {{- toYaml . | nindent 4 }}
    {{- end }}
  annotations:
    checksum/config: {{ printf "%s %s" (toJson $values.hub) (toJson $values.extraEnv) | sha256sum }}
    {{- with $values.podAnnotations }}
    {{- toYaml . | nindent 4 }}
    {{- end }}
spec:
  serviceAccountName: {{ include "graft.serviceAccount" $root }}
  automountServiceAccountToken: false
  enableServiceLinks: false
  # The drain and a minute to stop the rest: the two cannot part.
  terminationGracePeriodSeconds: {{ if .drains }}{{ add $drain 60 }}{{ else }}90{{ end }}
  securityContext:
    {{- include "graft.pod.security" $root | nindent 4 }}
  {{- with $values.image.pullSecrets }}
  imagePullSecrets:
    {{- range . }}
    - name: {{ . }}
    {{- end }}
  {{- end }}
  {{- with $pool.runtimeClassName }}
  runtimeClassName: {{ . }}
  {{- end }}
  {{- with $pool.priorityClassName }}
  priorityClassName: {{ . }}
  {{- end }}
  {{- with $pool.nodeSelector }}
  nodeSelector:
    {{- toYaml . | nindent 4 }}
  {{- end }}
  {{- with $pool.tolerations }}
  tolerations:
    {{- toYaml . | nindent 4 }}
  {{- end }}
  {{- if $pool.topologySpread }}
  topologySpreadConstraints:
    - maxSkew: 1
      topologyKey: kubernetes.io/hostname
      whenUnsatisfiable: ScheduleAnyway
      labelSelector:
        matchLabels:
          {{- include "graft.selector" $root | nindent 10 }}
          app.kubernetes.io/component: {{ .component }}
  {{- end }}
  containers:
    - name: graft
      image: {{ include "graft.image" (dict "root" $root "gpus" $gpus) }}
      imagePullPolicy: {{ $values.image.pullPolicy }}
      securityContext:
        {{- include "graft.container.security" $root | nindent 8 }}
      env:
        - name: GRAFT_ROLES
          value: {{ .roles }}
        {{- if .drains }}
        - name: GRAFT_DEVICES
          value: {{ $devices | quote }}
        - name: GRAFT_WORKER_SLOTS
          value: {{ default 1 $pool.slots | quote }}
        - name: GRAFT_WORKER_DRAIN
          value: {{ $drain | quote }}
        {{- end }}
        - name: GRAFT_API_KEY
          valueFrom:
            secretKeyRef:
              name: {{ include "graft.keySecret" $root }}
              key: {{ $values.auth.apiKey.key }}
        {{- if $values.database.existingSecret }}
        {{- range $variable, $key := dict "SPRING_DATASOURCE_URL" "url" "SPRING_DATASOURCE_USERNAME" "username" "SPRING_DATASOURCE_PASSWORD" "password" }}
        - name: {{ $variable }}
          valueFrom:
            secretKeyRef:
              name: {{ $values.database.existingSecret }}
              key: {{ index $values.database.keys $key }}
        {{- end }}
        {{- end }}
        {{- with $values.s3 }}
        {{- if .bucket }}
        - name: GRAFT_STORAGE
          value: s3
        - name: GRAFT_S3_BUCKET
          value: {{ .bucket | quote }}
        - name: GRAFT_S3_REGION
          value: {{ .region | quote }}
        {{- if .endpoint }}
        - name: GRAFT_S3_ENDPOINT
          value: {{ .endpoint | quote }}
        {{- end }}
        {{- if .prefix }}
        - name: GRAFT_S3_PREFIX
          value: {{ .prefix | quote }}
        {{- end }}
        {{- if .existingSecret }}
        - name: GRAFT_S3_ACCESS_KEY
          valueFrom:
            secretKeyRef:
              name: {{ .existingSecret }}
              key: {{ .keys.access }}
        - name: GRAFT_S3_SECRET_KEY
          valueFrom:
            secretKeyRef:
              name: {{ .existingSecret }}
              key: {{ .keys.secret }}
        {{- end }}
        {{- end }}
        {{- end }}
        {{- if $values.models.existingClaim }}
        - name: GRAFT_MODELS
          value: /models
        {{- end }}
        {{- with $values.hub.endpoint }}
        - name: GRAFT_HUB_ENDPOINT
          value: {{ . | quote }}
        {{- end }}
        {{- with $values.hub.existingSecret }}
        - name: GRAFT_HUB_TOKEN
          valueFrom:
            secretKeyRef:
              name: {{ . }}
              key: {{ $values.hub.key }}
        {{- end }}
        - name: GRAFT_LOG_FORMAT
          value: {{ $values.log.format }}
        {{- with $values.export.tensorboard.dir }}
        - name: GRAFT_EXPORT_TENSORBOARD_DIR
          value: {{ . | quote }}
        {{- end }}
        {{- with $values.export.mlflow }}
        {{- if .uri }}
        - name: GRAFT_EXPORT_MLFLOW_URI
          value: {{ .uri | quote }}
        - name: GRAFT_EXPORT_MLFLOW_EXPERIMENT
          value: {{ .experiment | quote }}
        {{- if .existingSecret }}
        - name: GRAFT_EXPORT_MLFLOW_CREDENTIAL
          valueFrom:
            secretKeyRef:
              name: {{ .existingSecret }}
              key: {{ .key }}
        {{- end }}
        {{- end }}
        {{- end }}
        {{- with $values.extraEnv }}
        {{- toYaml . | nindent 8 }}
        {{- end }}
      ports:
        - name: http
          containerPort: 8080
      # Long enough for migrations that another node runs.
      startupProbe:
        httpGet: {path: /actuator/health/liveness, port: http}
        periodSeconds: 5
        failureThreshold: 60
      livenessProbe:
        httpGet: {path: /actuator/health/liveness, port: http}
        periodSeconds: 10
        timeoutSeconds: 5
        failureThreshold: 6
      readinessProbe:
        httpGet: {path: /actuator/health/readiness, port: http}
        periodSeconds: 5
        timeoutSeconds: 5
        failureThreshold: 3
      {{- if contains "api" .roles }}
      lifecycle:
        preStop:
          # Until every node knows that this pod takes no more requests.
          exec: {command: [sleep, "5"]}
      {{- end }}
      resources:
        {{- $resources := deepCopy (default dict $pool.resources) }}
        {{- if gt $gpus 0 }}
        {{- $limits := merge (dict "nvidia.com/gpu" (toString $gpus)) (default dict $resources.limits) }}
        {{- $_ := set $resources "limits" $limits }}
        {{- end }}
        {{- toYaml $resources | nindent 8 }}
      volumeMounts:
        - name: data
          mountPath: /var/lib/graft/data
        - name: tmp
          mountPath: /tmp
        {{- if $values.models.existingClaim }}
        - name: models
          mountPath: /models
          readOnly: {{ $values.models.readOnly }}
        {{- end }}
        {{- with $values.extraVolumeMounts }}
        {{- toYaml . | nindent 8 }}
        {{- end }}
  volumes:
    - name: data
      persistentVolumeClaim:
        claimName: {{ include "graft.claim" $root }}
    - name: tmp
      emptyDir: {}
    {{- if $values.models.existingClaim }}
    - name: models
      persistentVolumeClaim:
        claimName: {{ $values.models.existingClaim }}
        readOnly: {{ $values.models.readOnly }}
    {{- end }}
    {{- with $values.extraVolumes }}
    {{- toYaml . | nindent 4 }}
    {{- end }}
{{- end -}}
