# Two images of one jar. CPU:  docker build --target cpu -t graft:0.1.0 .
#                        CUDA: docker build --target cuda -t graft:0.1.0-cuda .   (amd64; the host brings driver and container toolkit)
# With  --build-arg GRAFT_COMMIT=$(git rev-parse HEAD)  image and metrics say what they were made from.
# For both processors:   docker buildx build --platform linux/amd64,linux/arm64 --target cpu .
ARG VERSION=0.1.0

FROM --platform=$BUILDPLATFORM maven:3.9-eclipse-temurin-25 AS build
ARG TARGETARCH
ARG GRAFT_COMMIT=unknown
WORKDIR /build
COPY pom.xml .
COPY db db
COPY src src
RUN --mount=type=cache,target=/root/.m2 \
    case "$TARGETARCH" in arm64) platform=linux-aarch64 ;; *) platform=linux-x86_64 ;; esac && \
    mvn -B -ntp package -DskipTests -Dgraft.platform=$platform -Dgraft.commit=$GRAFT_COMMIT && \
    java -Djarmode=tools -jar target/graft.jar extract --layers --destination target/layers

FROM eclipse-temurin:25-jdk AS base
ARG VERSION
ARG GRAFT_COMMIT=unknown
LABEL org.opencontainers.image.title="Graft" \
      org.opencontainers.image.description="A self-hosted REST service that fine-tunes transformer models with adapters" \
      org.opencontainers.image.version="$VERSION" \
      org.opencontainers.image.revision="$GRAFT_COMMIT" \
      org.opencontainers.image.licenses="Apache-2.0"
# Not root: the embedded PostgreSQL refuses to run as root, and its way around that needs rights that containers lack.
RUN groupadd --system --gid 10001 graft && \
    useradd --system --uid 10001 --gid 10001 --create-home --home-dir /var/lib/graft graft && \
    mkdir -p /opt/graft/engine /var/lib/graft/data && chown graft:graft /opt/graft/engine /var/lib/graft/data
WORKDIR /opt/graft
# From what changes least to what changes with each build.
COPY --from=build /build/target/layers/dependencies/ ./
COPY --from=build /build/target/layers/spring-boot-loader/ ./
COPY --from=build /build/target/layers/snapshot-dependencies/ ./
COPY --from=build /build/target/layers/application/ ./
# Inside the container every address is reachable only through the ports that are published; a key is required.
ENV SERVER_ADDRESS=0.0.0.0 \
    GRAFT_DATA=/var/lib/graft/data \
    DJL_CACHE_DIR=/opt/graft/engine \
    OPT_OUT_TRACKING=true
USER 10001:10001
VOLUME /var/lib/graft/data
EXPOSE 8080
HEALTHCHECK --start-period=60s --interval=10s --timeout=5s \
  CMD ["bash", "-c", "exec 3<>/dev/tcp/127.0.0.1/${SERVER_PORT:-8080} && printf 'GET /actuator/health/liveness HTTP/1.0\\r\\nHost: localhost\\r\\n\\r\\n' >&3 && grep -q '\"UP\"' <&3"]
ENTRYPOINT ["java", "-XX:MaxRAMPercentage=50", "--enable-native-access=ALL-UNNAMED", "-jar", "/opt/graft/graft.jar"]

# The libtorch of the CUDA image: the very version that the jar's bridge is made for. Its library for kernels that are
# compiled at run time lies with CUDA's, where libtorch finds it when it wants it: it needs the driver, which a build has
# not, and the engine opens all that lies with libtorch. What is for Python stays behind. The last command ends the build
# unless all but the driver can be resolved.
FROM pytorch/pytorch:2.7.1-cuda12.8-cudnn9-runtime AS libtorch
RUN lib=$(python -c 'import os, torch; print(os.path.join(os.path.dirname(torch.__file__), "lib"))') && \
    site=$(dirname "$(dirname "$lib")") && \
    mkdir -p /libtorch /cuda && cp -a "$lib"/. /libtorch/ && cp -a "$site"/nvidia/*/lib/. /cuda/ && \
    rm -f /libtorch/libtorch_python.so && mv /libtorch/libcaffe2_nvrtc.so /cuda/ && \
    ln -sf libcudart.so.12 /cuda/libcudart.so && \
    LD_LIBRARY_PATH=/libtorch:/cuda ldd /libtorch/*.so > /tmp/resolved && \
    if grep 'not found' /tmp/resolved | grep -v 'libcuda\.so\.1'; then exit 1; fi

FROM base AS cuda
LABEL org.opencontainers.image.description="Graft with libtorch 2.7.1 for CUDA 12.8; holds NVIDIA's CUDA libraries, which are under NVIDIA's EULA"
COPY --from=libtorch /libtorch /opt/libtorch
COPY --from=libtorch /cuda /opt/cuda
ENV PYTORCH_LIBRARY_PATH=/opt/libtorch \
    PYTORCH_VERSION=2.7.1 \
    PYTORCH_FLAVOR=cu128 \
    RUST_FLAVOR=cpu \
    DJL_OFFLINE=true \
    LD_LIBRARY_PATH=/opt/libtorch:/opt/cuda \
    JAVA_TOOL_OPTIONS=-Djna.library.path=/opt/cuda \
    PYTORCH_CUDA_ALLOC_CONF=expandable_segments:True \
    CUBLAS_WORKSPACE_CONFIG=:4096:8 \
    PYTORCH_TENSOREXPR=0 \
    GRAFT_DEVICES=cuda \
    NVIDIA_VISIBLE_DEVICES=all \
    NVIDIA_DRIVER_CAPABILITIES=compute,utility
# Also the proof that the bridge fits this libtorch: it is loaded with its operations. GRAFT_DEVICES=cuda makes a card that
# is not seen a refusal at the start, and not a slow service.
RUN java --enable-native-access=ALL-UNNAMED -jar /opt/graft/graft.jar unpack-engine

# Last, so that it is what a build without --target makes.
FROM base AS cpu
RUN java --enable-native-access=ALL-UNNAMED -jar /opt/graft/graft.jar unpack-engine
