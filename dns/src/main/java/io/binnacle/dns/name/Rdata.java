package io.binnacle.dns.name;

import io.binnacle.model.meta.IpAddress;
import java.util.List;

/// What a record says. `toString` is the form of a zone file.
public sealed interface Rdata {
  /// The record type.
  int type();

  /// An address of either family (RFC 1035 §3.4.1, RFC 3596).
  record Address(IpAddress ip) implements Rdata {
    @Override
    public int type() {
      return ip.isIpv6() ? RrType.AAAA : RrType.A;
    }

    @Override
    public String toString() {
      return ip.toString();
    }
  }

  /// Another name for the owner (RFC 1035 §3.3.1).
  record Cname(DnsName target) implements Rdata {
    @Override
    public int type() {
      return RrType.CNAME;
    }

    @Override
    public String toString() {
      return target.toString();
    }
  }

  /// A name server of the zone (RFC 1035 §3.3.11).
  record Ns(DnsName server) implements Rdata {
    @Override
    public int type() {
      return RrType.NS;
    }

    @Override
    public String toString() {
      return server.toString();
    }
  }

  /// The name an address belongs to (RFC 1035 §3.3.12).
  record Ptr(DnsName target) implements Rdata {
    @Override
    public int type() {
      return RrType.PTR;
    }

    @Override
    public String toString() {
      return target.toString();
    }
  }

  /// Where a service is (RFC 2782).
  ///
  /// @param priority lower first, 0..65535
  /// @param weight share among equals, 0..65535
  /// @param port 0..65535
  record Srv(int priority, int weight, int port, DnsName target) implements Rdata {
    @Override
    public int type() {
      return RrType.SRV;
    }

    @Override
    public String toString() {
      return priority + " " + weight + " " + port + " " + target;
    }
  }

  /// Free text (RFC 1035 §3.3.14); every string at most 255 octets.
  record Txt(List<String> strings) implements Rdata {
    @Override
    public int type() {
      return RrType.TXT;
    }

    @Override
    public String toString() {
      return "\"" + String.join("\" \"", strings) + "\"";
    }
  }

  /// The start of a zone (RFC 1035 §3.3.13); times in seconds.
  record Soa(
      DnsName mname, DnsName rname, long serial, int refresh, int retry, int expire, int minimum)
      implements Rdata {
    @Override
    public int type() {
      return RrType.SOA;
    }

    @Override
    public String toString() {
      return mname + " " + rname + " " + serial + " " + refresh + " " + retry + " " + expire + " "
          + minimum;
    }
  }
}
