# shellcheck shell=bash
# Images made on this machine under the names of the real ones, for docker/try where no image registry is reached. They
# stand in for what the Dockerfile and the compose files rely on; they are not the real ones, which stay untested.

suite=bookworm

has_image() { "${docker[@]}" image inspect "$1" >/dev/null 2>&1; }

# stand_in IMAGE FUNCTION: makes it, unless an earlier run with the same --work did.
stand_in() {
  if has_image "$1"; then say "stand-in for $1 is there"; return; fi
  say "making a stand-in for $1"
  "$2" "$1"
}

make_stand_ins() {
  stand_in debian:bookworm-slim debian_image
  stand_in rust:1.95-slim-bookworm rust_image
  stand_in postgres:16 postgres_image
  stand_in edoburu/pgbouncer:v1.25.2-p0 pgbouncer_image
  stand_in haproxy:2.8 haproxy_image
}

debian_image() {
  local root=$work/debian mirror=${DEBIAN_MIRROR:-http://deb.debian.org/debian}
  debootstrap --variant=minbase "$suite" "$root" "$mirror" >"$work/debootstrap.log"
  printf 'deb %s %s main\n' "$mirror" $suite "$mirror" $suite-updates "${mirror%/}-security" $suite-security \
    >"$root/etc/apt/sources.list"
  # As in the real one: no manuals, no translations, nothing that apt keeps.
  printf 'Dir::Cache::%s "";\n' pkgcache srcpkgcache >"$root/etc/apt/apt.conf.d/docker-clean"
  printf 'DPkg::Post-Invoke { "rm -f /var/cache/apt/archives/*.deb"; };\n' >>"$root/etc/apt/apt.conf.d/docker-clean"
  printf 'path-exclude /usr/share/%s/*\n' doc info locale man >"$root/etc/dpkg/dpkg.cfg.d/docker"
  rm -rf "$root"/usr/share/{doc,info,locale,man}/* "$root"/var/cache/apt/* "$root"/var/lib/apt/lists/*
  tar -c -C "$root" --one-file-system . | "${docker[@]}" import - "$1" >/dev/null
  rm -rf -- "$root"
}

# build_image IMAGE FILE...: from the folder that holds these files and the Dockerfile on standard input.
build_image() {
  local image=$1 context
  shift
  context=$(mktemp -d "$work/context.XXXXXX")
  cat >"$context/Dockerfile"
  if [ $# -gt 0 ]; then cp -a -- "$@" "$context"; fi
  "${docker[@]}" build --quiet --network=host --tag="$image" "$context" >/dev/null
  rm -rf -- "$context"
}

# The machine's own toolchain and certificates: those that cargo works with here.
rust_image() {
  local toolchain
  toolchain=$(rustc --print sysroot)
  build_image "$1" "$toolchain/bin" "$toolchain/lib" "$(realpath /etc/ssl/certs/ca-certificates.crt)" <<'IMAGE'
FROM debian:bookworm-slim
RUN apt-get update \
 && apt-get install --yes --no-install-recommends ca-certificates gcc libc6-dev \
 && rm -rf /var/lib/apt/lists/*
COPY bin /usr/local/bin
COPY lib /usr/local/lib
COPY *.crt /etc/ssl/certs/ca-certificates.crt
ENV CARGO_HOME=/usr/local/cargo
IMAGE
}

# Debian's PostgreSQL, whatever its version, with the entry point's ways that the compose file uses.
postgres_image() {
  build_image "$1" docker/trial/postgres-entrypoint <<'IMAGE'
FROM debian:bookworm-slim
RUN apt-get update \
 && apt-get install --yes --no-install-recommends postgresql-common \
 && echo 'create_main_cluster = false' >> /etc/postgresql-common/createcluster.conf \
 && apt-get install --yes --no-install-recommends postgresql \
 && rm -rf /var/lib/apt/lists/* \
 && ln -s /usr/lib/postgresql/*/bin /usr/local/pgsql \
 && install -d -o postgres -g postgres -m 1777 /var/lib/postgresql/data \
 && install -d -o postgres -g postgres -m 3777 /var/run/postgresql
COPY postgres-entrypoint /usr/local/bin/
ENV PATH=/usr/local/pgsql:$PATH PGDATA=/var/lib/postgresql/data LANG=C.UTF-8
VOLUME /var/lib/postgresql/data
STOPSIGNAL SIGINT
ENTRYPOINT ["postgres-entrypoint"]
CMD ["postgres"]
IMAGE
}

# Debian's is older and cannot keep named statements apart: the harder case.
pgbouncer_image() {
  build_image "$1" <<'IMAGE'
FROM debian:bookworm-slim
RUN apt-get update \
 && apt-get install --yes --no-install-recommends netcat-openbsd pgbouncer \
 && rm -rf /var/lib/apt/lists/*
USER 70:70
IMAGE
}

haproxy_image() {
  build_image "$1" <<'IMAGE'
FROM debian:bookworm-slim
RUN apt-get update \
 && apt-get install --yes --no-install-recommends haproxy \
 && rm -rf /var/lib/apt/lists/*
USER haproxy
CMD ["haproxy", "-W", "-db", "-f", "/usr/local/etc/haproxy/haproxy.cfg"]
IMAGE
}
