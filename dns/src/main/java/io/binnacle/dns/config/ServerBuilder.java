package io.binnacle.dns.config;

import io.binnacle.dns.config.ServerConfig.Note;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A server block while its directives are read, in whatever order they stand.
final class ServerBuilder {
  private static final int USUAL_UDP_SIZE = 1232;

  final Place at;
  final List<ServerKey> keys;
  final List<InetAddress> bind = new ArrayList<>();
  final List<ForwardDirective> forwards = new ArrayList<>();
  final List<ErrorRule> errors = new ArrayList<>();
  final List<TransferRule> transfers = new ArrayList<>();
  @Nullable KubernetesRule kubernetes;
  @Nullable HostsRule hosts;
  @Nullable CacheRule cache;
  @Nullable LogRule log;
  @Nullable TlsRule tls;
  @Nullable InetSocketAddress health;
  @Nullable Duration lameDuck;
  @Nullable InetSocketAddress ready;
  @Nullable InetSocketAddress prometheus;
  DnsConfig.@Nullable Reload reload;
  @Nullable OwnRule own;
  @Nullable Directive autopath;
  int udpSize = USUAL_UDP_SIZE;
  String nsid = "";

  private final List<Note> notes = new ArrayList<>();
  private final Map<String, Directive> seen = new HashMap<>();
  private Path root;

  /// @param root the folder that files are named relative to
  ServerBuilder(Place at, List<ServerKey> keys, Path root) {
    this.at = at;
    this.keys = keys;
    this.root = root;
  }

  /// @throws ConfigException if the directive was there already
  void once(Directive line) throws ConfigException {
    Directive before = seen.putIfAbsent(line.word(), line);
    if (before != null) {
      throw new ConfigException(
          line.at(),
          line.word() + ": a second one in this block; the first is in line " + before.at().line());
    }
  }

  void root(Path folder) {
    root = folder;
  }

  /// The file a word names.
  String file(Token word) {
    return root.resolve(word.text()).normalize().toString();
  }

  /// Something that needs no saying.
  void note(Directive line, String why) {
    notes.add(new Note(line.at(), line.word(), why));
  }

  ServerConfig build() throws ConfigException {
    boolean wantsTls = keys.stream().anyMatch(k -> k.scheme() == ServerKey.Scheme.TLS);
    if (wantsTls && tls == null) {
      throw new ConfigException(at, "a block with tls:// needs a line: tls CERTIFICATE KEY");
    }
    if (autopath != null && kubernetes == null) {
      throw Words.wrong(autopath, "want kubernetes in the same block");
    }
    return new ServerConfig(
        at,
        keys,
        bind,
        kubernetes,
        hosts,
        forwards,
        cache,
        log,
        errors,
        tls,
        health,
        lameDuck,
        ready,
        prometheus,
        udpSize,
        nsid,
        transfers,
        autopath != null,
        notes);
  }
}
