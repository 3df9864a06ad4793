package io.binnacle.doctor.probe;

import io.binnacle.doctor.evidence.Probed.Socket;
import io.binnacle.model.meta.IpAddress;
import io.binnacle.model.meta.ObjectKey;
import io.binnacle.model.view.PodView;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Looks into Pods that run on this machine, whatever runs them, through `/proc`: a network namespace with a Pod's address in which
/// a process belongs to that very Pod, by its UID, is the Pod's. As anybody but root it sees nothing.
final class ProcListeners implements Listeners {
  private final Path proc;

  /// @param proc where the kernel shows processes: `/proc`
  ProcListeners(Path proc) {
    this.proc = proc;
  }

  @Override
  public Map<ObjectKey, List<Socket>> of(Collection<PodView> pods) {
    Map<IpAddress, PodView> wanted = new HashMap<>();
    for (PodView pod : pods) {
      if (!pod.hostNetwork() && !pod.isTerminal() && !pod.uid().isEmpty()) {
        for (String text : pod.podIps()) {
          IpAddress address = IpAddress.parse(text);
          if (address != null) {
            wanted.put(address, pod);
          }
        }
      }
    }
    Map<ObjectKey, List<Socket>> out = new TreeMap<>();
    if (!wanted.isEmpty()) {
      byNamespace()
          .forEach((namespace, processes) -> {
            PodView pod = owner(processes, wanted);
            List<Socket> found = pod == null ? null : sockets(namespace, processes);
            if (pod != null && found != null) {
              out.put(pod.key(), found);
            }
          });
    }
    return out;
  }

  /// What a namespace listens on, seen through the first of its processes that does not end meanwhile: one that does shows nothing,
  /// or half. Null if there is none.
  private static @Nullable List<Socket> sockets(String namespace, List<Path> processes) {
    for (Path process : processes) {
      List<Socket> found = sockets(process.resolve("net"));
      if (found != null && namespace(process).equals(namespace)) {
        return found;
      }
    }
    return null;
  }

  /// Processes by network namespace, without this process's own.
  private Map<String, List<Path>> byNamespace() {
    Map<String, List<Path>> out = new TreeMap<>();
    try (Stream<Path> all = Files.list(proc)) {
      all.filter(p -> p.getFileName().toString().matches("[0-9]+"))
          .sorted()
          .forEach(p -> {
            String namespace = namespace(p);
            if (!namespace.isEmpty()) {
              out.computeIfAbsent(namespace, _ -> new ArrayList<>()).add(p);
            }
          });
    } catch (IOException e) {
      return Map.of();
    }
    out.remove(namespace(proc.resolve("self")));
    return out;
  }

  private static String namespace(Path process) {
    try {
      return Files.readSymbolicLink(process.resolve("ns").resolve("net")).toString();
    } catch (IOException | UnsupportedOperationException e) {
      return ""; // gone, or not ours to see
    }
  }

  private static @Nullable PodView owner(List<Path> processes, Map<IpAddress, PodView> wanted) {
    Path net = processes.getFirst().resolve("net");
    Set<IpAddress> addresses =
        SocketTable.addresses(lines(net.resolve("fib_trie")), lines(net.resolve("if_inet6")));
    for (IpAddress address : addresses) {
      PodView pod = wanted.get(address);
      if (pod != null && processes.stream().anyMatch(p -> belongs(p, pod.uid()))) {
        return pod;
      }
    }
    return null;
  }

  /// Whether a process says whose it is: by its control group, or by a file of the Pod's that is mounted into it.
  private static boolean belongs(Path process, String uid) {
    String other = uid.replace('-', '_');
    return Stream.of("cgroup", "mountinfo")
        .flatMap(name -> lines(process.resolve(name)).stream())
        .anyMatch(line -> line.contains(uid) || line.contains(other));
  }

  private static @Nullable List<Socket> sockets(Path net) {
    List<String> tcp = lines(net.resolve("tcp"));
    if (tcp.isEmpty()) {
      return null; // it has a headline even where nobody listens
    }
    List<Socket> out = new ArrayList<>(SocketTable.waiting("TCP", tcp));
    out.addAll(SocketTable.waiting("TCP", lines(net.resolve("tcp6"))));
    out.addAll(SocketTable.waiting("UDP", lines(net.resolve("udp"))));
    out.addAll(SocketTable.waiting("UDP", lines(net.resolve("udp6"))));
    return List.copyOf(out);
  }

  private static List<String> lines(Path file) {
    try {
      return Files.readString(file, StandardCharsets.ISO_8859_1).lines().toList();
    } catch (IOException e) {
      return List.of();
    }
  }
}
