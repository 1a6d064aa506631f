# Build:  docker build -t logtail .
# Run:    docker run -p 8514:8514 -p 5514:5514 -p 5514:5514/udp -p 5515:5515 -v logtail:/data logtail
# Look:   docker run --rm --network host logtail -n 20        (any other command likewise: pipe, run)

FROM maven:3-eclipse-temurin-25 AS build
WORKDIR /src
COPY pom.xml ./
COPY src ./src
RUN mvn -B -ntp -Dmaven.test.skip -Dspotless.check.skip package

FROM eclipse-temurin:25-jre
COPY --from=build /src/target/logtail.jar /opt/logtail/lib/logtail.jar
COPY --from=build /src/target/lib /opt/logtail/lib/lib
COPY bin/logtail /opt/logtail/bin/logtail
# The first call of either kind makes its AOT cache, here, where the JVM is the one that will run.
RUN chmod 755 /opt/logtail/bin/logtail \
    && ln -s /opt/logtail/bin/logtail /usr/local/bin/logtail \
    && logtail --version \
    && logtail serve --help \
    && useradd --system --no-create-home --uid 8514 logtail \
    && install -d -m 700 -o logtail /data
USER logtail
WORKDIR /data
# Inside the container every interface is listened on; which of them the outside sees is said by -p. LOGTAIL_OPEN=1 allows
# that without tokens.
ENV LOGTAIL_DATA=/data \
    LOGTAIL_HTTP=0.0.0.0:8514 \
    LOGTAIL_SYSLOG_TCP=0.0.0.0:5514 \
    LOGTAIL_SYSLOG_UDP=0.0.0.0:5514 \
    LOGTAIL_LINES_TCP=0.0.0.0:5515 \
    LOGTAIL_OPEN=1
VOLUME /data
EXPOSE 8514 5514 5514/udp 5515
# A tail of nothing: answered only by a daemon that reads its journal. The image has no curl.
HEALTHCHECK --interval=30s --timeout=5s --start-period=10s CMD ["logtail", "-n", "0", "--no-follow"]
ENTRYPOINT ["logtail"]
CMD ["serve"]
