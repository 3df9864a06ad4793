package io.binnacle.linux.nft;

import java.net.InetAddress;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.stream.Collectors;

/// Statements as nft(8) reads them.
final class StatementText {

  static String render(Family family, Statement statement) {
    return switch (statement) {
      case Statement.Test test -> test(test);
      case Statement.Action action -> action(family, action);
      case Verdict verdict -> verdict(verdict);
    };
  }

  static String verdict(Verdict verdict) {
    return switch (verdict) {
      case Verdict.Accept() -> "accept";
      case Verdict.Drop() -> "drop";
      case Verdict.Return() -> "return";
      case Verdict.Continue() -> "continue";
      case Verdict.Jump(String chain) -> "jump " + chain;
      case Verdict.Goto(String chain) -> "goto " + chain;
    };
  }

  private static String test(Statement.Test test) {
    return switch (test) {
      case Statement.Compare(Field f, var op, Datum value) -> f + op(op) + " " + value(f, value);
      case Statement.Masked(Field f, Datum mask, var op, Datum value) ->
          f + " & " + value(f, mask) + (op == Statement.Op.EQ ? " == " : " != ") + value(f, value);
      case Statement.InPrefix(Field f, var op, var network, int bits) ->
          f + op(op) + " " + network.getHostAddress() + "/" + bits;
      case Statement.InRange(Field f, var op, Datum first, Datum last) ->
          f + op(op) + " " + value(f, first) + "-" + value(f, last);
      case Statement.InSet(var key, var op, String set) -> key(key) + op(op) + " @" + set;
      case Statement.CtStateIn(var states) ->
          "ct state "
              + states.stream().sorted().map(s -> lower(s)).collect(Collectors.joining(","));
      case Statement.HasCtStatus(var op, var status) ->
          "ct status & " + lower(status) + (op == Statement.Op.EQ ? " != 0" : " == 0");
      case Statement.CtDirectionIs(var direction) -> "ct direction " + lower(direction);
      case Statement.FibType(var side, var op, var type) ->
          "fib " + lower(side) + " type" + op(op) + " " + lower(type);
    };
  }

  private static String action(Family family, Statement.Action action) {
    return switch (action) {
      case Statement.Vmap(var key, String map) -> key(key) + " vmap @" + map;
      case Statement.Counter() -> "counter";
      case Statement.SetMark(var how, int bits) ->
          "meta mark set "
              + (how == Statement.SetMark.How.SET ? "" : "meta mark " + lower(how) + " ")
              + "0x%08x".formatted(bits);
      case Statement.Notrack() -> "notrack";
      case Statement.Dnat(var address, var port) -> dnat(address, port);
      case Statement.DnatTo(var to, var key, String map, boolean _) ->
          "dnat " + to + " to " + key(key) + " map @" + map;
      case Statement.Masquerade(boolean fullyRandom) ->
          fullyRandom ? "masquerade fully-random" : "masquerade";
      case Statement.Reject(var with) ->
          switch (with) {
            case TCP_RESET -> "reject with tcp reset";
            case PORT_UNREACHABLE -> "reject";
            case ADMIN_PROHIBITED ->
                switch (family) {
                  case IP -> "reject with icmp admin-prohibited";
                  case IP6 -> "reject with icmpv6 admin-prohibited";
                  case INET -> "reject with icmpx admin-prohibited";
                };
          };
      case Statement.Dynset(var how, String set, var key, var timeout, var data) ->
          lower(how)
              + " @"
              + set
              + " { "
              + key(key)
              + (timeout.isZero() ? "" : " timeout " + NftText.duration(timeout))
              + (data.isEmpty() ? "" : " : " + key(data))
              + " }";
    };
  }

  private static String dnat(InetAddress address, OptionalInt port) {
    boolean six = address.getAddress().length == 16;
    String host = address.getHostAddress();
    return "dnat "
        + (six ? Family.IP6 : Family.IP)
        + " to "
        + (port.isEmpty() ? host : (six ? "[" + host + "]" : host) + ":" + port.getAsInt());
  }

  private static String key(List<Field> key) {
    return key.stream().map(Object::toString).collect(Collectors.joining(" . "));
  }

  private static String op(Statement.Op op) {
    return op == Statement.Op.EQ ? "" : " !=";
  }

  private static String value(Field field, Datum value) {
    return field == PacketField.META_NFPROTO
        ? (value.octets()[0] == Family.IP6.number() ? "ipv6" : "ipv4")
        : DatumText.render(field.type(), value);
  }

  private static String lower(Enum<?> word) {
    return word.name().toLowerCase(Locale.ROOT);
  }

  private StatementText() {}
}
