FROM maven:3.9-eclipse-temurin-25 AS build
WORKDIR /build
COPY pom.xml .
COPY db db
COPY src src
RUN --mount=type=cache,target=/root/.m2 mvn -B -ntp package -DskipTests

FROM eclipse-temurin:25-jdk
# Not root: the embedded PostgreSQL refuses to run as root, and its way around that needs rights that containers lack.
RUN useradd --system --uid 10001 --create-home --home-dir /var/lib/graft graft
USER graft
WORKDIR /var/lib/graft
COPY --from=build /build/target/graft.jar /opt/graft/graft.jar

# Inside the container every address is reachable only through the ports that are published.
ENV SERVER_ADDRESS=0.0.0.0 \
    GRAFT_DATA=/var/lib/graft/data \
    DJL_CACHE_DIR=/var/lib/graft/engine
RUN mkdir data engine
VOLUME /var/lib/graft/data
EXPOSE 8080

HEALTHCHECK --start-period=60s --interval=10s --timeout=5s \
  CMD ["bash", "-c", "exec 3<>/dev/tcp/127.0.0.1/${SERVER_PORT:-8080} && printf 'GET /actuator/health/liveness HTTP/1.0\\r\\nHost: localhost\\r\\n\\r\\n' >&3 && grep -q '\"UP\"' <&3"]

ENTRYPOINT ["java", "-XX:MaxRAMPercentage=50", "--enable-native-access=ALL-UNNAMED", "-jar", "/opt/graft/graft.jar"]
