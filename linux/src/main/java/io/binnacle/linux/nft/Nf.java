package io.binnacle.linux.nft;

/// The numbers of nf_tables (`linux/netfilter/nf_tables.h`, `nfnetlink.h`), named as there, where more than one class needs
/// them.
final class Nf {
  static final int SUBSYS = 10;
  static final int BATCH_BEGIN = 16, BATCH_END = 17;
  static final int NEWTABLE = 0, GETTABLE = 1, DELTABLE = 2;
  static final int NEWCHAIN = 3, GETCHAIN = 4, DELCHAIN = 5;
  static final int NEWRULE = 6, GETRULE = 7, DELRULE = 8;
  static final int NEWSET = 9, GETSET = 10, DELSET = 11;
  static final int NEWSETELEM = 12, GETSETELEM = 13, DELSETELEM = 14;
  static final int NEWGEN = 15, GETGEN = 16;
  static final int DESTROYSETELEM = 30;

  static final int TABLE_NAME = 1, TABLE_FLAGS = 2, TABLE_USERDATA = 6;
  static final int CHAIN_TABLE = 1,
      CHAIN_NAME = 3,
      CHAIN_HOOK = 4,
      CHAIN_POLICY = 5,
      CHAIN_TYPE = 7,
      CHAIN_USERDATA = 12;
  static final int HOOK_NUM = 1, HOOK_PRIORITY = 2;
  static final int RULE_TABLE = 1,
      RULE_CHAIN = 2,
      RULE_HANDLE = 3,
      RULE_EXPRESSIONS = 4,
      RULE_USERDATA = 7;
  static final int LIST_ELEM = 1;

  static final int SET_TABLE = 1,
      SET_NAME = 2,
      SET_FLAGS = 3,
      SET_KEY_TYPE = 4,
      SET_KEY_LEN = 5,
      SET_DATA_TYPE = 6;
  static final int SET_DATA_LEN = 7, SET_DESC = 9, SET_ID = 10, SET_TIMEOUT = 11, SET_USERDATA = 13;
  static final int DESC_SIZE = 1, DESC_CONCAT = 2, FIELD_LEN = 1;
  static final int SET_F_INTERVAL = 0x4, SET_F_MAP = 0x8, SET_F_TIMEOUT = 0x10, SET_F_CONCAT = 0x80;
  static final int DATA_VERDICT_TYPE = 0xffffff00;

  static final int ELEM_LIST_TABLE = 1, ELEM_LIST_SET = 2, ELEM_LIST_ELEMENTS = 3;
  static final int ELEM_KEY = 1,
      ELEM_DATA = 2,
      ELEM_FLAGS = 3,
      ELEM_TIMEOUT = 4,
      ELEM_EXPIRATION = 5,
      ELEM_USERDATA = 6;
  static final int ELEM_KEY_END = 10;
  static final int ELEM_INTERVAL_END = 1, ELEM_CATCHALL = 2;
  static final int DATA_VALUE = 1, DATA_VERDICT = 2;
  static final int VERDICT_CODE = 1, VERDICT_CHAIN = 2;
  static final int V_DROP = 0,
      V_ACCEPT = 1,
      V_CONTINUE = -1,
      V_JUMP = -3,
      V_GOTO = -4,
      V_RETURN = -5;
  static final int EXPR_NAME = 1, EXPR_DATA = 2;

  /// The 32-bit registers are 8 to 23; 0 is the verdict.
  static final int REG_VERDICT = 0, REG32_00 = 8;

  static final int REGISTERS = 16;

  /// A message type of this subsystem.
  static int type(int message) {
    return SUBSYS << 8 | message;
  }

  private Nf() {}
}
