package io.binnacle.dns.service;

import io.binnacle.dns.forward.Exchange;
import io.binnacle.dns.forward.OutsideAnswer;
import io.binnacle.dns.forward.OutsideQuestion;
import io.binnacle.dns.forward.Upstreams;
import io.binnacle.dns.name.DnsName;
import io.binnacle.dns.wire.OutsideMessage;
import io.binnacle.dns.wire.Rcode;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/// The `forward` lines of a block: each name goes to the first that is for it, and on to the next that is where the first
/// says so.
///
/// @param links in the order they are written
record ForwardChain(List<Link> links) implements Exchange {
  /// One line.
  ///
  /// @param from for names below this
  /// @param except but not below these
  /// @param next with these response codes the next link is asked
  /// @param nextOnNoData whether it is asked when there are no records of the type, too
  record Link(
      DnsName from, List<DnsName> except, Set<Integer> next, boolean nextOnNoData, Upstreams to) {
    boolean isFor(DnsName name) {
      return name.isUnder(from) && except.stream().noneMatch(name::isUnder);
    }

    boolean goesOn(OutsideAnswer answer) {
      if (!(answer instanceof OutsideAnswer.Answered(byte[] message, _))) {
        return answer instanceof OutsideAnswer.Failed && next.contains(Rcode.SERVFAIL);
      }
      int rcode = Rcode.of(message);
      return next.contains(rcode) || nextOnNoData && rcode == Rcode.NOERROR && isEmpty(message);
    }

    private static boolean isEmpty(byte[] message) {
      OutsideMessage read = OutsideMessage.read(message);
      return read != null && read.answers() == 0;
    }
  }

  @Override
  public void ask(OutsideQuestion question, Consumer<OutsideAnswer> out) {
    if (links.stream().anyMatch(link -> link.to().isOwnProbe(question.name()))) {
      out.accept(new OutsideAnswer.Failed("an upstream asks us what we ask it: a loop"));
    } else {
      ask(question, 0, new OutsideAnswer.Nobody(), out);
    }
  }

  /// @param soFar what is said if no link from `at` on is for the name
  private void ask(
      OutsideQuestion question, int at, OutsideAnswer soFar, Consumer<OutsideAnswer> out) {
    for (int i = at; i < links.size(); i++) {
      Link link = links.get(i);
      if (link.isFor(question.name())) {
        int after = i + 1;
        link.to()
            .ask(
                question,
                answer -> {
                  if (link.goesOn(answer)) {
                    ask(question, after, answer, out);
                  } else {
                    out.accept(answer);
                  }
                });
        return;
      }
    }
    out.accept(soFar);
  }

  @Override
  public void close() {
    links.forEach(link -> link.to().close());
  }
}
