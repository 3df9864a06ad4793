package io.binnacle.app.cli;

import io.binnacle.app.StatusFile;
import io.binnacle.dns.name.DnsName;
import io.binnacle.dns.name.Rr;
import io.binnacle.dns.name.RrType;
import io.binnacle.dns.run.DnsClient;
import io.binnacle.dns.wire.MessageReader.Reply;
import io.binnacle.dns.wire.Rcode;
import io.binnacle.node.dns.SearchList;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ThreadLocalRandom;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `binnacle dig NAME [TYPE] -n NS`: what a Pod in NS would get for NAME, search list and all, step by step.
@Command(
    name = "dig",
    description = "Resolves a name as a Pod in a namespace would, and shows each step.",
    sortOptions = false,
    mixinStandardHelpOptions = true)
final class DigCommand implements Callable<Integer> {
  @Parameters(
      index = "0",
      paramLabel = "NAME",
      description = "The name; with a trailing dot it is taken as it is.")
  private String name = "";

  @Parameters(
      index = "1",
      arity = "0..1",
      paramLabel = "TYPE",
      description = "A, AAAA, SRV, PTR, CNAME, TXT, … (default: A).")
  private String type = "A";

  @Option(
      names = {"-n", "--namespace"},
      paramLabel = "NS",
      description = "The Pod's namespace (default: default).")
  private String namespace = "default";

  @Mixin private DataDirOption dataDir = new DataDirOption();

  @Override
  public Integer call() throws IOException {
    Integer number = RrType.parse(type);
    if (number == null) {
      throw new CommandFailure(
          "TYPE " + type + ": want a record type such as A, AAAA, SRV, PTR, CNAME or TXT");
    }
    StatusFile status = StatusFile.read(dataDir.path());
    if (status == null || status.process().isEmpty()) {
      throw new CommandFailure(
          "nothing is running in " + dataDir.path() + "; start it with: binnacle up");
    }
    InetSocketAddress server = UpCommand.address("the DNS address", status.dns());
    DnsClient client = new DnsClient(server, ThreadLocalRandom.current());
    PrintStream out = System.out;
    out.println("# as a Pod in namespace " + namespace + ": nameserver " + status.dns());
    SearchList search = SearchList.of(namespace, status.clusterDomain());
    out.println("# search " + String.join(" ", search.domains()) + ", ndots:" + search.ndots());
    List<String> candidates = search.candidates(name);
    for (int i = 0; i < candidates.size(); i++) {
      DnsName candidate = DnsName.parse(candidates.get(i));
      if (candidate == null) {
        out.println(
            (i + 1)
                + ". "
                + candidates.get(i)
                + "  not a domain name: a label is empty or over 63 octets");
        continue;
      }
      Reply reply = ask(client, candidate, number, status.dns());
      out.println((i + 1) + ". " + candidate + " " + RrType.name(number) + "  " + verdict(reply));
      reply.answers().forEach(rr -> out.println("   " + line(rr)));
      reply.additional().forEach(rr -> out.println("   " + line(rr) + "   (additional)"));
      if (reply.rcode() != Rcode.NXDOMAIN
          && !(reply.rcode() == Rcode.NOERROR && reply.answers().isEmpty())) {
        return reply.rcode() == Rcode.NOERROR ? 0 : 1;
      }
    }
    out.println(
        "# no answer: the name does not exist for a Pod in namespace "
            + namespace
            + ", or has no "
            + type
            + " record");
    return 1;
  }

  private static Reply ask(DnsClient client, DnsName name, int type, String server) {
    try {
      return client.ask(name, type);
    } catch (IOException e) {
      throw new CommandFailure("no answer from the DNS at " + server + ": " + e.getMessage(), e);
    }
  }

  private static String verdict(Reply reply) {
    if (reply.rcode() == Rcode.NOERROR && reply.answers().isEmpty()) {
      return "NOERROR, no records of this type";
    }
    return switch (reply.rcode()) {
      case Rcode.NXDOMAIN -> "NXDOMAIN, no such name";
      case Rcode.REFUSED -> "REFUSED, outside the cluster's zones";
      default -> Rcode.name(reply.rcode());
    };
  }

  private static String line(Rr rr) {
    return rr.owner() + "  " + rr.ttl() + "  " + RrType.name(rr.type()) + "  " + rr.data();
  }
}
