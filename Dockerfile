# One image for every role. The first argument names what to run: standalone (the default), ingress, worker or admin;
# settings follow as flags or come from the environment (docs/configuration.md).
#
#   docker build -t perdure .
#   docker run -p 127.0.0.1:8080:8080 -p 127.0.0.1:9070:9070 -v perdure:/data \
#     -e PERDURE_INGRESS__ALLOW_UNAUTHENTICATED=true -e PERDURE_ADMIN__ALLOW_UNAUTHENTICATED=true perdure
#
# That is for trying it. Without those two it wants to know who may do what: docs/security.md.
FROM node:24-slim AS build
WORKDIR /build
COPY . .
# Optional packages are Node.js itself, which the base image has, and tools of the tests.
RUN npm ci --omit=optional --no-audit --no-fund \
  && npm run build \
  && node deploy/image/collect.mjs /image

FROM node:24-slim
ARG VERSION=0.1.0
ARG REVISION=unknown
LABEL org.opencontainers.image.title="Perdure" \
  org.opencontainers.image.description="Durable execution server: HTTP calls that survive crashes and are answered exactly once." \
  org.opencontainers.image.licenses="Apache-2.0" \
  org.opencontainers.image.version="${VERSION}" \
  org.opencontainers.image.revision="${REVISION}"

# Inside a container loopback reaches nobody: what is published, and to whom, is decided outside. So the ingress and the
# admin API start only with credentials, or with the word of whoever runs them that none are needed.
ENV NODE_ENV=production \
  PERDURE_BASE_DIR=/data \
  PERDURE_BIND_ADDRESS=0.0.0.0:5122 \
  PERDURE_INGRESS__BIND_ADDRESS=0.0.0.0:8080 \
  PERDURE_ADMIN__BIND_ADDRESS=0.0.0.0:9070 \
  PERDURE_LOG_FORMAT=json

COPY --from=build /image /perdure
RUN install -d -o 1000 -g 1000 /data

# By number, so that Kubernetes can tell that it is not root. Nothing but /data is ever written to.
USER 1000:1000
WORKDIR /perdure
VOLUME /data
EXPOSE 8080 9070 5122
HEALTHCHECK --interval=10s --timeout=5s --retries=6 \
  CMD ["node", "/perdure/deploy/image/healthcheck.mjs"]
# Node.js itself is process 1. It starts no processes, and stops in order on SIGTERM.
ENTRYPOINT ["node", "/perdure/deploy/image/entrypoint.mjs"]
CMD ["standalone"]
