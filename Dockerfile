# The image of the service. Build: docker build -t fazhi .
# PROFILE=dev compiles in a fraction of the time, for trying the image out.
FROM rust:1.95-slim-bookworm AS build
RUN apt-get update \
 && apt-get install --yes --no-install-recommends libpq-dev \
 && rm -rf /var/lib/apt/lists/*
WORKDIR /build
ARG PROFILE=release

# Dependencies first, with nothing of our own: this layer stays until Cargo.toml or Cargo.lock change.
COPY Cargo.toml Cargo.lock ./
COPY pdf/Cargo.toml pdf/
RUN mkdir src pdf/src \
 && echo 'fn main() {}' > build.rs \
 && cp build.rs src/main.rs \
 && touch src/lib.rs pdf/src/lib.rs \
 && cargo build --locked --profile "$PROFILE" --features pdf --bin fazhi \
 && cargo clean --profile "$PROFILE" --package fazhi --package fazhi-pdf \
 && rm -r build.rs src pdf/src

COPY LICENSE NOTICE build.rs ./
COPY licenses licenses
COPY migrations migrations
COPY web/dist web/dist
COPY pdf/src pdf/src
COPY src src
# The folder is named after the profile, except that dev's is debug.
RUN cargo build --locked --profile "$PROFILE" --features pdf --bin fazhi \
 && cp target/*/fazhi /usr/local/bin/

FROM debian:bookworm-slim
RUN apt-get update \
 && apt-get install --yes --no-install-recommends ca-certificates fonts-lxgw-wenkai fonts-noto-cjk libpq5 \
 && rm -rf /var/lib/apt/lists/* \
 && useradd --uid 10001 --user-group --no-create-home --home-dir /nonexistent --shell /usr/sbin/nologin fazhi
COPY LICENSE NOTICE licenses/THIRD_PARTY.txt /usr/share/doc/fazhi/
COPY --from=build /usr/local/bin/fazhi /usr/local/bin/

ARG VERSION=unknown
ARG REVISION=unknown
LABEL org.opencontainers.image.title="fazhi" \
      org.opencontainers.image.description="The ledger (台账) of law-based-government work" \
      org.opencontainers.image.licenses="Apache-2.0" \
      org.opencontainers.image.version="$VERSION" \
      org.opencontainers.image.revision="$REVISION"

# Metrics stay on the loopback address of the container, as everywhere; METRICS_LISTEN of the compose files changes that.
ENV FAZHI_LISTEN=0.0.0.0:8080
EXPOSE 8080
# By number, so that an orchestrator can see that it is not root.
USER 10001:10001
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=10s --timeout=5s --start-period=60s --retries=3 CMD ["fazhi", "health"]
ENTRYPOINT ["fazhi"]
CMD ["serve"]
