# The API alone: one static program on an image without a shell, as a user who is not root.
#
#   docker build -t quintet-api:local .
#   docker run --rm -p 127.0.0.1:3000:3000 quintet-api:local
#
# runs it on its embedded stores; docker-compose.yml gives it real ones.
FROM golang:1.26.8-bookworm AS build
WORKDIR /src
COPY go.mod go.sum ./
COPY api ./api
COPY telemetry ./telemetry
# Only the modules the API imports are fetched, and they stay for the next build. The revision cannot be stamped: .git stays outside.
RUN --mount=type=cache,target=/go/pkg/mod --mount=type=cache,target=/root/.cache/go-build \
    CGO_ENABLED=0 go build -trimpath -buildvcs=false -ldflags "-s -w" -o /out/api ./api

# Its tags have no versions; this one is updated with what Debian 12 fixes.
FROM gcr.io/distroless/static-debian12:nonroot
COPY --from=build /out/api /api
# The folder data of the embedded stores is made here: it is the user's own.
WORKDIR /home/nonroot
ENV LISTEN_HOST=0.0.0.0
EXPOSE 3000
ENTRYPOINT ["/api"]
