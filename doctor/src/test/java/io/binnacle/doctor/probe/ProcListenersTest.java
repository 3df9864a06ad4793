package io.binnacle.doctor.probe;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.binnacle.doctor.evidence.Probed.Socket;
import io.binnacle.doctor.testing.Cluster;
import io.binnacle.model.meta.IpAddress;
import io.binnacle.model.meta.ObjectKey;
import io.binnacle.model.view.PodView;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Looking into Pods through a `/proc` made of files.
class ProcListenersTest {
  private static final String UID = "0b7c1f6e-7a52-4a41-9a5e-3d9d2f6a1c11";
  private static final String FIB =
      """
      Main:
        +-- 0.0.0.0/0 3 0 5
           |-- 10.244.0.0
              /24 link UNICAST
           |-- 10.244.1.7
              /32 host LOCAL
           |-- 127.0.0.1
              /32 host LOCAL
      """;
  /* 127.0.0.1:8080 and *:3000 listen, 10.244.1.7:3000 has a connection. Words are in this machine's order: little-endian. */
  private static final String TCP =
      """
        sl  local_address rem_address   st tx_queue rx_queue
         0: 0100007F:1F90 00000000:0000 0A 00000000:00000000
         1: 00000000:0BB8 00000000:0000 0A 00000000:00000000
         2: 0701F40A:0BB8 0801F40A:9C40 01 00000000:00000000
      nonsense
         3: XYZ:0BB8 00000000:0000 0A
      """;
  private static final String UDP6 =
      """
        sl  local_address                         remote_address                        st
         0: 00000000000000000000000000000000:0035 00000000000000000000000000000000:0000 07
      """;

  @TempDir Path proc;

  private void process(int pid, String namespace, String cgroup, String fib) throws IOException {
    Path here = Files.createDirectories(proc.resolve(String.valueOf(pid)));
    Files.createDirectories(here.resolve("ns"));
    Files.createSymbolicLink(here.resolve("ns/net"), Path.of("net:[" + namespace + "]"));
    Files.createDirectories(here.resolve("net"));
    Files.writeString(here.resolve("net/fib_trie"), fib);
    Files.writeString(here.resolve("net/tcp"), TCP);
    Files.writeString(here.resolve("net/udp6"), UDP6);
    Files.writeString(here.resolve("cgroup"), cgroup);
  }

  private static PodView pod() {
    return PodView.of(
        Cluster.of(
                """
                kind: Pod
                metadata: {name: web, uid: %s}
                status: {phase: Running, podIP: 10.244.1.7, podIPs: [{ip: 10.244.1.7}]}
                """
                    .formatted(UID))
            .object("Pod/web"));
  }

  @Test
  void aPodIsKnownByItsAddressAndItsUid() throws IOException {
    process(1, "4026531840", "0::/init.scope", "");
    Files.createSymbolicLink(proc.resolve("self"), Path.of("1"));
    process(70, "4026532555", "0::/pause", FIB);
    process(71, "4026532555", "0::/kubepods/pod" + UID.replace('-', '_') + "/c1", FIB);
    assertEquals(
        Map.of(
            new ObjectKey("default", "web"),
            List.of(
                new Socket("TCP", IpAddress.of("127.0.0.1"), 8080),
                new Socket("TCP", IpAddress.of("0.0.0.0"), 3000),
                new Socket("UDP", IpAddress.of("::"), 53))),
        new ProcListeners(proc).of(List.of(pod())));
  }

  @Test
  void aProcessThatEndsMeanwhileIsNoPodWhereNobodyListens() throws IOException {
    process(70, "4026532555", "0::/kubepods/pod" + UID + "/c1", FIB);
    Files.delete(proc.resolve("70/net/tcp"));
    assertEquals(Map.of(), new ProcListeners(proc).of(List.of(pod())));
    process(71, "4026532555", "0::/kubepods/pod" + UID + "/c1", FIB);
    assertEquals(1, new ProcListeners(proc).of(List.of(pod())).size(), "another one tells");
  }

  @Test
  void anotherClustersPodWithTheSameAddressIsNotTakenForIt() throws IOException {
    process(70, "4026532555", "0::/kubepods/pod11111111-2222/c1", FIB);
    assertEquals(Map.of(), new ProcListeners(proc).of(List.of(pod())));
  }

  @Test
  void thisProcessesOwnNamespaceIsNoPods() throws IOException {
    process(71, "4026532555", "0::/kubepods/pod" + UID + "/c1", FIB);
    Files.createSymbolicLink(proc.resolve("self"), Path.of("71"));
    assertEquals(Map.of(), new ProcListeners(proc).of(List.of(pod())));
  }

  @Test
  void wherePodsRunElsewhereNothingIsSaid() {
    assertEquals(Map.of(), new ProcListeners(proc.resolve("none")).of(List.of(pod())));
  }
}
