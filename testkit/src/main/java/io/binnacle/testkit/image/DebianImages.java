package io.binnacle.testkit.image;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/// The images of the examples, made of Debian's packages under the names users pull. Each behaves like its namesake as far as
/// the examples go: same entry point, arguments, ports, folders and variables; the versions are Debian's.
///
/// Every image has busybox, and with it a shell. A method makes its image if it is not there yet, and returns its file.
/// Needs `apt-get`, `dpkg` and `ldd`, and `busybox-static` installed; nothing else is installed, and root is not needed.
public final class DebianImages {
  /// Goes up when a recipe below changes, so that old images are made anew.
  private static final int RECIPE = 2;

  private static final Path BUSYBOX = Path.of("/usr/bin/busybox");
  private static final Path CERTIFICATES = Path.of("/etc/ssl/certs/ca-certificates.crt");
  private static final int POSTGRES = 999;

  private final Path cache;

  /// @param cache where images and unpacked packages are kept
  public DebianImages(Path cache) {
    this.cache = cache.toAbsolutePath();
  }

  /// Those of this clone, in `target/images` at its root.
  public static DebianImages ofThisClone() {
    Path folder = Path.of("").toAbsolutePath();
    Path root = folder;
    while (root != null && !Files.isDirectory(root.resolve(".mvn"))) {
      root = root.getParent();
    }
    return new DebianImages((root == null ? folder : root).resolve("target").resolve("images"));
  }

  /// Why no images can be made here; empty if they can.
  public static String problem() {
    for (String program : List.of("/usr/bin/apt-get", "/usr/bin/dpkg", "/usr/bin/ldd")) {
      if (!Files.isExecutable(Path.of(program))) {
        return program + " is not here: test images are made of Debian's packages";
      }
    }
    return Files.isExecutable(BUSYBOX) ? "" : BUSYBOX + " is not here (apt install busybox-static)";
  }

  /// `busybox:1.36`: a shell and its tools, as links to one static program.
  public Path busybox() throws IOException, InterruptedException {
    return made("busybox", () -> base("busybox:1.36").cmd("sh"));
  }

  /// `curlimages/curl`: `curl`, also when the arguments begin with an option or are only an address.
  public Path curl() throws IOException, InterruptedException {
    return made(
        "curl",
        () ->
            network("curlimages/curl")
                .users("curl_user:100")
                .text(
                    "/entrypoint.sh",
                    """
                    #!/bin/sh
                    set -e
                    case "${1-}" in -*|http:*|https:*) set -- curl "$@" ;; esac
                    exec "$@"
                    """,
                    0755)
                .user("curl_user")
                .entrypoint("/entrypoint.sh")
                .cmd("curl"));
  }

  /// `redis:7`: redis-server on all addresses and redis-cli.
  public Path redis() throws IOException, InterruptedException {
    return made(
        "redis",
        () -> {
          Path packages = DebianPackages.unpacked(cache, "redis-server");
          return base("redis:7")
              .root(packages)
              .program(packages.resolve("usr/bin/redis-check-rdb"), "/usr/bin/redis-server")
              .program(packages.resolve("usr/bin/redis-cli"), "/usr/bin/redis-cli")
              .users("redis:999")
              .folder("/data", 0777, 999)
              .text(
                  "/usr/local/bin/docker-entrypoint.sh",
                  """
                  #!/bin/sh
                  set -e
                  case "${1-}" in -*|*.conf) set -- redis-server "$@" ;; esac
                  if [ "$1" = redis-server ]; then set -- "$@" --protected-mode no; fi
                  exec "$@"
                  """,
                  0755)
              .workingDir("/data")
              .expose("6379/tcp")
              .entrypoint("docker-entrypoint.sh")
              .cmd("redis-server");
        });
  }

  /// `nginx`: a page on port 80, which reads `/etc/nginx/conf.d/*.conf`.
  public Path nginx() throws IOException, InterruptedException {
    return made(
        "nginx",
        () -> {
          Path packages = DebianPackages.unpacked(cache, "nginx");
          return network("nginx")
              .root(packages)
              .program(packages.resolve("usr/sbin/nginx"), "/usr/sbin/nginx")
              .file(packages.resolve("etc/nginx/mime.types"), "/etc/nginx/mime.types", 0644)
              .users("nginx:101")
              .folder("/var/cache/nginx", 0755, 101)
              .folder("/var/lib/nginx", 0755, 101)
              .folder("/var/log/nginx", 0755, 101)
              .link("/var/log/nginx/access.log", "/dev/stdout")
              .link("/var/log/nginx/error.log", "/dev/stderr")
              .text(
                  "/etc/nginx/nginx.conf",
                  """
                  user nginx;
                  pid /run/nginx.pid;
                  error_log /var/log/nginx/error.log notice;
                  events { worker_connections 1024; }
                  http {
                    include /etc/nginx/mime.types;
                    default_type application/octet-stream;
                    access_log /var/log/nginx/access.log;
                    include /etc/nginx/conf.d/*.conf;
                  }
                  """,
                  0644)
              .text(
                  "/etc/nginx/conf.d/default.conf",
                  """
                  server {
                    listen 80;
                    server_name localhost;
                    location / { root /usr/share/nginx/html; index index.html index.htm; }
                  }
                  """,
                  0644)
              .text(
                  "/usr/share/nginx/html/index.html",
                  """
                  <!DOCTYPE html>
                  <html><head><title>Welcome to nginx!</title></head>
                  <body><h1>Welcome to nginx!</h1></body></html>
                  """,
                  0644)
              .expose("80/tcp")
              .stopSignal("SIGQUIT")
              .cmd("nginx", "-g", "daemon off;");
        });
  }

  /// `postgres:16`, by Debian's PostgreSQL: makes its database on first start, from `POSTGRES_PASSWORD`, `POSTGRES_USER`,
  /// `POSTGRES_DB`; psql and pg_isready.
  public Path postgres() throws IOException, InterruptedException {
    return made(
        "postgres",
        () -> {
          Path packages = DebianPackages.unpacked(cache, "postgresql-15", "postgresql-client-15");
          Path home = existing(packages, "/usr/lib/postgresql/15");
          ImageBuilder image =
              network("postgres:16")
                  .root(packages)
                  .users("postgres:" + POSTGRES)
                  .tree(existing(packages, "/usr/share/postgresql/15"), "/usr/share/postgresql/15")
                  .folder("/var/lib/postgresql/data", 01777, POSTGRES)
                  .folder("/var/run/postgresql", 01777, POSTGRES)
                  .folder("/usr/share/zoneinfo", 0755, 0)
                  .folder("/docker-entrypoint-initdb.d", 0755, 0)
                  .env("PATH", "/usr/lib/postgresql/15/bin:/usr/local/bin:/usr/bin:/bin")
                  .env("PGDATA", "/var/lib/postgresql/data")
                  .text("/usr/local/bin/docker-entrypoint.sh", POSTGRES_START, 0755)
                  .expose("5432/tcp")
                  .stopSignal("SIGINT")
                  .entrypoint("docker-entrypoint.sh")
                  .cmd("postgres");
          for (String name : List.of("postgres", "initdb", "psql", "pg_ctl", "pg_isready")) {
            image.program(home.resolve("bin").resolve(name), "/usr/lib/postgresql/15/bin/" + name);
          }
          try (Stream<Path> modules = Files.list(home.resolve("lib"))) {
            for (Path module : modules.filter(file -> !isJit(file) && isLibrary(file)).toList()) {
              image.program(module, "/usr/lib/postgresql/15/lib/" + module.getFileName());
            }
          }
          return image;
        });
  }

  private static final String POSTGRES_START =
      """
      #!/bin/sh
      set -e
      case "${1-}" in -*) set -- postgres "$@" ;; esac
      if [ "$1" = postgres ] && [ "$(id -u)" = 0 ]; then
        mkdir -p "$PGDATA"; chown -R postgres "$PGDATA"; chmod 700 "$PGDATA"
        exec su -s /bin/sh postgres -c 'exec "$0" "$@"' -- "$0" "$@"
      fi
      if [ "$1" = postgres ] && [ ! -s "$PGDATA/PG_VERSION" ]; then
        if [ -z "${POSTGRES_PASSWORD-}" ] && [ "${POSTGRES_HOST_AUTH_METHOD-}" != trust ]; then
          echo "Error: Database is uninitialized and superuser password is not specified." >&2; exit 1
        fi
        user="${POSTGRES_USER:-postgres}"; db="${POSTGRES_DB:-$user}"
        echo "${POSTGRES_PASSWORD-}" >/tmp/.pw
        initdb -U "$user" --pwfile=/tmp/.pw --locale=C --encoding=UTF8 -A scram-sha-256 >/dev/null
        rm /tmp/.pw
        echo "host all all all ${POSTGRES_HOST_AUTH_METHOD:-scram-sha-256}" >>"$PGDATA/pg_hba.conf"
        sed -i 's/^local.*/local all all trust/' "$PGDATA/pg_hba.conf"
        pg_ctl -s -w -o "-c listen_addresses=''" start >/dev/null
        if [ "$db" != postgres ]; then psql -q -U "$user" -d postgres -c "CREATE DATABASE \\"$db\\""; fi
        for f in /docker-entrypoint-initdb.d/*.sql; do [ -f "$f" ] && psql -q -U "$user" -d "$db" -f "$f"; done
        pg_ctl -s -m fast -w stop >/dev/null
      fi
      if [ "$1" = postgres ]; then set -- "$@" -c listen_addresses='*' -c jit=off; fi
      exec "$@"
      """;

  /// `api:1`: answers `ok from <host name>` on port `PORT` (3000), on `/healthz` too; has `ss`, as a server in trouble should.
  public Path api() throws IOException, InterruptedException {
    return made(
        "api",
        () ->
            network("api:1")
                .program(firstOf("/usr/bin/ss", "/bin/ss", "/usr/sbin/ss"), "/usr/bin/ss")
                .env("PORT", "3000")
                .text("/usr/local/bin/api", API, 0755)
                .expose("3000/tcp")
                .cmd("api"));
  }

  private static final String API =
      """
      #!/bin/sh
      # A web server of one page; httpd opens the port itself and starts a process for each connection.
      mkdir -p /www && echo "ok from $(hostname)" >/www/index.html && echo ok >/www/healthz
      exec httpd -f -p "$PORT" -h /www
      """;

  private interface Recipe {
    ImageBuilder prepare() throws IOException, InterruptedException;
  }

  private Path made(String name, Recipe recipe) throws IOException, InterruptedException {
    Path image = cache.resolve(name + "-" + RECIPE + ".tar");
    return Files.exists(image) ? image : recipe.prepare().write(image);
  }

  private ImageBuilder base(String name) throws IOException, InterruptedException {
    ImageBuilder image = new ImageBuilder(name).file(BUSYBOX, "/bin/busybox", 0755);
    Process list = new ProcessBuilder(BUSYBOX.toString(), "--list").start();
    list.getOutputStream().close();
    for (String applet :
        new String(list.getInputStream().readAllBytes(), StandardCharsets.UTF_8).split("\n")) {
      if (!applet.equals("busybox") && !applet.isBlank()) {
        image.link("/bin/" + applet.strip(), "busybox");
      }
    }
    if (!list.waitFor(10, TimeUnit.SECONDS)) {
      throw new IOException(BUSYBOX + " --list does not end");
    }
    return image;
  }

  /// With curl, and the certificates it believes.
  private ImageBuilder network(String name) throws IOException, InterruptedException {
    ImageBuilder image = base(name);
    Path curl = Path.of("/usr/bin/curl");
    if (!Files.exists(curl)) {
      Path packages = DebianPackages.unpacked(cache, "curl");
      image.root(packages);
      curl = packages.resolve("usr/bin/curl");
    }
    if (Files.exists(CERTIFICATES)) {
      image.file(CERTIFICATES, CERTIFICATES.toString(), 0644);
    }
    return image.program(curl, "/usr/bin/curl");
  }

  private static boolean isLibrary(Path file) {
    return file.toString().endsWith(".so") && Files.isRegularFile(file);
  }

  /// The just-in-time compiler brings a hundred megabytes of LLVM with it.
  private static boolean isJit(Path file) {
    return file.getFileName().toString().startsWith("llvmjit");
  }

  /// Where a package's folder is: unpacked, or on the machine because the package is installed.
  private static Path existing(Path packages, String path) throws IOException {
    Path unpacked = packages.resolve(path.substring(1));
    Path found = Files.exists(unpacked) ? unpacked : Path.of(path);
    if (!Files.exists(found)) {
      throw new IOException(path + " is neither in " + packages + " nor on this machine");
    }
    return found;
  }

  private static Path firstOf(String... paths) throws IOException {
    for (String path : paths) {
      if (Files.isExecutable(Path.of(path))) {
        return Path.of(path);
      }
    }
    throw new IOException(String.join(", ", paths) + ": none is here (apt install iproute2)");
  }
}
