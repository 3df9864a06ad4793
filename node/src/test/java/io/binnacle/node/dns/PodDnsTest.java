package io.binnacle.node.dns;

import static io.binnacle.node.env.Trees.yaml;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.binnacle.model.tree.Obj;
import io.binnacle.node.env.Notice;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PodDnsTest {
  private static final ClusterDns CLUSTER = new ClusterDns(List.of("10.96.0.10"), "cluster.local");
  private static final ResolvConf HOST =
      ResolvConf.parse(
          """
          # by hand
          nameserver 192.0.2.53
          ; also a comment
          search old.example
          search corp.example. cluster.local
          options timeout:1
          options rotate edns0
          sortlist 10.0.0.0
          """);

  private static PodDns dns(String spec) {
    Obj pod = yaml("{metadata: {name: p, namespace: shop, uid: u}, spec: " + spec + "}");
    return PodDns.of(pod, CLUSTER, HOST);
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {}                                                     | 10.96.0.10  | shop.svc.cluster.local svc.cluster.local cluster.local corp.example | ndots:5
          {dnsPolicy: ClusterFirst, hostNetwork: true}           | 192.0.2.53  | corp.example cluster.local | rotate edns0
          {dnsPolicy: ClusterFirstWithHostNet, hostNetwork: true}| 10.96.0.10  | shop.svc.cluster.local svc.cluster.local cluster.local corp.example | ndots:5
          {dnsPolicy: Default}                                   | 192.0.2.53  | corp.example cluster.local | rotate edns0
          {dnsPolicy: None, dnsConfig: {nameservers: [1.1.1.1, 1.1.1.1], searches: [a.b]}} | 1.1.1.1 | a.b | ''
          {dnsConfig: {nameservers: [1.1.1.1], options: [{name: ndots, value: '2'}, {name: edns0}]}} | 10.96.0.10 1.1.1.1 | shop.svc.cluster.local svc.cluster.local cluster.local corp.example | ndots:2 edns0
          """)
  void policies(String spec, String servers, String searches, String options) {
    PodDns dns = dns(spec);
    assertEquals(servers, String.join(" ", dns.dns().servers()));
    assertEquals(searches, String.join(" ", dns.dns().searches()));
    assertEquals(options, String.join(" ", dns.dns().options()));
    assertThat(dns.notices()).isEmpty();
  }

  @Test
  void moreThanThreeServersAreCutAndToldOf() {
    PodDns dns =
        dns("{dnsPolicy: None, dnsConfig: {nameservers: [1.1.1.1, 2.2.2.2, 3.3.3.3, 4.4.4.4]}}");
    assertThat(dns.dns().servers()).containsExactly("1.1.1.1", "2.2.2.2", "3.3.3.3");
    assertThat(dns.notices())
        .containsExactly(
            new Notice(
                "DNSConfigForming",
                "Nameserver limits were exceeded, some nameservers have been omitted, the applied"
                    + " nameserver line is: 1.1.1.1 2.2.2.2 3.3.3.3"));
  }

  @Test
  void searchesAreCutToThirtyTwoAndToTwoThousandCharacters() {
    List<String> many = IntStream.range(0, 40).mapToObj(i -> "d" + i + ".example").toList();
    PodDns cut = dns("{dnsPolicy: None, dnsConfig: {searches: [" + String.join(",", many) + "]}}");
    assertThat(cut.dns().searches()).isEqualTo(many.subList(0, 32));
    assertThat(cut.notices()).hasSize(1);

    List<String> longOnes =
        IntStream.range(0, 20).mapToObj(i -> "x".repeat(150) + i + ".example").toList();
    PodDns shorter =
        dns("{dnsPolicy: None, dnsConfig: {searches: [" + String.join(",", longOnes) + "]}}");
    assertThat(String.join(" ", shorter.dns().searches()).length()).isLessThanOrEqualTo(2_048);
    assertThat(shorter.dns().searches()).isEqualTo(longOnes.subList(0, 12));
  }

  @Test
  void withoutAClusterDnsThePodGetsTheHostsAndSomebodyIsTold() {
    Obj pod = yaml("{metadata: {name: p, namespace: shop, uid: u}, spec: {}}");
    PodDns dns = PodDns.of(pod, new ClusterDns(List.of(), "cluster.local"), HOST);
    assertThat(dns.dns().servers()).containsExactly("192.0.2.53");
    assertThat(dns.notices()).extracting(Notice::reason).containsExactly("MissingClusterDNS");
  }

  @ParameterizedTest(name = "{0} is called {1} {2}, and prints {3}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {}                                                     | web-0 | ''                                 | web-0
          {hostname: db}                                         | db    | ''                                 | db
          {hostname: db, subdomain: sub}                         | db    | sub.shop.svc.cluster.local         | db
          {subdomain: sub, setHostnameAsFQDN: true}              | web-0 | sub.shop.svc.cluster.local         | web-0.sub.shop.svc.cluster.local
          {setHostnameAsFQDN: true}                              | web-0 | ''                                 | web-0
          """)
  void names(String spec, String label, String domain, String kernel) {
    Obj pod = yaml("{metadata: {name: web-0, namespace: shop}, spec: " + spec + "}");
    PodHostname name = PodHostname.of(pod, "cluster.local");
    assertEquals(new PodHostname(label, domain, kernel, null), name);
  }

  @Test
  void aLongNameIsCutAndDoesNotEndInADash() {
    Obj pod = yaml("{metadata: {name: " + "a".repeat(60) + "---bcd, namespace: shop}, spec: {}}");
    assertEquals("a".repeat(60), PodHostname.of(pod, "cluster.local").label());
  }

  @Test
  void aWholeNameOfMoreThanSixtyFourCharactersCannotStart() {
    Obj pod =
        yaml(
            "{metadata: {name: "
                + "a".repeat(40)
                + ", namespace: shop}, spec: {subdomain: sub,"
                + " setHostnameAsFQDN: true}}");
    assertEquals(
        "failed to construct FQDN from pod hostname and cluster domain, FQDN "
            + "a".repeat(40)
            + ".sub.shop.svc.cluster.local is too long (64 characters is the max, 67 characters"
            + " requested)",
        PodHostname.of(pod, "cluster.local").problem());
    assertNull(
        PodHostname.of(pod.change("spec", s -> s.without("setHostnameAsFQDN")), "x").problem());
  }

  @Test
  void theHostsFileNamesThePodByItsWholeAndItsShortName() {
    Obj pod =
        yaml(
            "{metadata: {name: web-0, namespace: shop}, spec: {subdomain: sub, hostAliases: [{ip:"
                + " 10.0.0.1, hostnames: [one, two]}, {ip: 10.0.0.2, hostnames: [three]}]}}");
    assertEquals(
        """
        # Kubernetes-managed hosts file.
        127.0.0.1\tlocalhost
        ::1\tlocalhost ip6-localhost ip6-loopback
        fe00::0\tip6-localnet
        fe00::0\tip6-mcastprefix
        fe00::1\tip6-allnodes
        fe00::2\tip6-allrouters
        10.244.0.7\tweb-0.sub.shop.svc.cluster.local\tweb-0
        fd00::7\tweb-0.sub.shop.svc.cluster.local\tweb-0

        # Entries added by HostAliases.
        10.0.0.1\tone\ttwo
        10.0.0.2\tthree
        """,
        HostsFile.text(
            pod,
            List.of("10.244.0.7", "fd00::7"),
            PodHostname.of(pod, "cluster.local"),
            "not used"));
  }

  @Test
  void withHostNetworkTheHostsFileIsTheNodes() {
    Obj pod = yaml("{metadata: {name: web-0, namespace: shop}, spec: {hostNetwork: true}}");
    assertEquals(
        "# Kubernetes-managed hosts file (host network).\n127.0.0.1 localhost\n",
        HostsFile.text(
            pod, List.of("192.0.2.1"), PodHostname.of(pod, "x"), "127.0.0.1 localhost\n"));
  }
}
