package io.binnacle.node.image;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/// The program of a sandbox, as the bytes of an ELF file: holds the Pod's namespaces open by doing nothing, collects the
/// children it inherits where the Pod shares one process namespace, and ends with 0 on SIGTERM or SIGINT.
///
/// It is the first process of its namespace, whose signals the kernel drops unless they are handled or blocked; so it blocks
/// the three it cares about and takes them one by one. In C:
/// ```
/// sigprocmask(SIG_BLOCK, {INT, TERM, CHLD});
/// for (;;) {
///   int signal = sigtimedwait({INT, TERM, CHLD}, NULL, NULL);
///   if (signal < 0) continue;
///   if (signal != SIGCHLD) exit(0);
///   while (waitpid(-1, NULL, WNOHANG) > 0) {}
/// }
/// ```
final class PauseProgram {
  private static final int ELF_HEADER = 64;
  private static final int PROGRAM_HEADER = 56;
  private static final int CODE = ELF_HEADER + PROGRAM_HEADER;
  private static final long BASE = 0x400000;
  private static final long PAGE = 0x10000; // the largest page arm64 has
  private static final short EM_X86_64 = 62;
  private static final short EM_AARCH64 = 183;

  /* Each line is one instruction; jumps are relative to the end of their own. */
  private static final int[] X86_64 = {
    0x68, 0x02, 0x40, 0x01, 0x00, //       0 push 0x14002          the set: bits 2-1, 15-1, 17-1
    0x31, 0xff, //                         5 xor edi, edi          SIG_BLOCK
    0x48, 0x89, 0xe6, //                   7 mov rsi, rsp
    0x31, 0xd2, //                        10 xor edx, edx
    0x41, 0xba, 0x08, 0x00, 0x00, 0x00, // 12 mov r10d, 8           size of the set
    0xb8, 0x0e, 0x00, 0x00, 0x00, //      18 mov eax, 14           rt_sigprocmask
    0x0f, 0x05, //                        23 syscall
    0x48, 0x89, 0xe7, //                  25 wait: mov rdi, rsp
    0x31, 0xf6, //                        28 xor esi, esi
    0x31, 0xd2, //                        30 xor edx, edx
    0x41, 0xba, 0x08, 0x00, 0x00, 0x00, // 32 mov r10d, 8
    0xb8, 0x80, 0x00, 0x00, 0x00, //      38 mov eax, 128          rt_sigtimedwait
    0x0f, 0x05, //                        43 syscall
    0x85, 0xc0, //                        45 test eax, eax
    0x78, 0xe8, //                        47 js wait               25 - 49
    0x83, 0xf8, 0x11, //                  49 cmp eax, 17           SIGCHLD
    0x75, 0x1b, //                        52 jne exit              81 - 54
    0x48, 0x83, 0xcf, 0xff, //            54 reap: or rdi, -1      any child
    0x31, 0xf6, //                        58 xor esi, esi
    0xba, 0x01, 0x00, 0x00, 0x00, //      60 mov edx, 1            WNOHANG
    0x45, 0x31, 0xd2, //                  65 xor r10d, r10d
    0xb8, 0x3d, 0x00, 0x00, 0x00, //      68 mov eax, 61           wait4
    0x0f, 0x05, //                        73 syscall
    0x85, 0xc0, //                        75 test eax, eax
    0x7f, 0xe7, //                        77 jg reap               54 - 79
    0xeb, 0xc8, //                        79 jmp wait              25 - 81
    0x31, 0xff, //                        81 exit: xor edi, edi
    0xb8, 0x3c, 0x00, 0x00, 0x00, //      83 mov eax, 60           exit
    0x0f, 0x05, //                        88 syscall
  };

  private static final int[] AARCH64 = {
    0xd2880049, //  0 mov  x9, #0x4002
    0xf2a00029, //  1 movk x9, #1, lsl #16        the set: bits 2-1, 15-1, 17-1
    0xf81f0fe9, //  2 str  x9, [sp, #-16]!
    0xd2800000, //  3 mov  x0, #0                 SIG_BLOCK
    0x910003e1, //  4 mov  x1, sp
    0xd2800002, //  5 mov  x2, #0
    0xd2800103, //  6 mov  x3, #8                 size of the set
    0xd28010e8, //  7 mov  x8, #135               rt_sigprocmask
    0xd4000001, //  8 svc  #0
    0x910003e0, //  9 wait: mov x0, sp
    0xd2800001, // 10 mov  x1, #0
    0xd2800002, // 11 mov  x2, #0
    0xd2800103, // 12 mov  x3, #8
    0xd2801128, // 13 mov  x8, #137               rt_sigtimedwait
    0xd4000001, // 14 svc  #0
    0x37ffff40, // 15 tbnz w0, #31, wait          9 - 15 = -6
    0x7100441f, // 16 cmp  w0, #17                SIGCHLD
    0x54000141, // 17 b.ne exit                   27 - 17 = 10
    0x92800000, // 18 reap: mov x0, #-1           any child
    0xd2800001, // 19 mov  x1, #0
    0xd2800022, // 20 mov  x2, #1                 WNOHANG
    0xd2800003, // 21 mov  x3, #0
    0xd2802088, // 22 mov  x8, #260               wait4
    0xd4000001, // 23 svc  #0
    0x7100001f, // 24 cmp  w0, #0
    0x54ffff2c, // 25 b.gt reap                   18 - 25 = -7
    0x17ffffef, // 26 b    wait                   9 - 26 = -17
    0xd2800000, // 27 exit: mov x0, #0
    0xd2800ba8, // 28 mov  x8, #93                exit
    0xd4000001, // 29 svc  #0
  };

  private PauseProgram() {}

  static byte[] bytes(Architecture architecture) {
    return switch (architecture) {
      case AMD64 -> elf(EM_X86_64, octets(X86_64));
      case ARM64 -> elf(EM_AARCH64, words(AARCH64));
    };
  }

  private static byte[] octets(int[] code) {
    byte[] out = new byte[code.length];
    for (int i = 0; i < code.length; i++) {
      out[i] = (byte) code[i];
    }
    return out;
  }

  private static byte[] words(int[] code) {
    ByteBuffer out = ByteBuffer.allocate(code.length * 4).order(ByteOrder.LITTLE_ENDIAN);
    for (int word : code) {
      out.putInt(word);
    }
    return out.array();
  }

  /// The smallest static executable: an ELF header, one program header that maps the whole file, the code.
  private static byte[] elf(short machine, byte[] code) {
    int size = CODE + code.length;
    ByteBuffer out = ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
    out.put(new byte[] {0x7f, 'E', 'L', 'F', 2, 1, 1, 0})
        .position(16); // 64 bits, little-endian, version 1
    out.putShort((short) 2).putShort(machine).putInt(1); // ET_EXEC
    out.putLong(BASE + CODE)
        .putLong(ELF_HEADER)
        .putLong(0); // entry, program headers, no section headers
    out.putInt(0).putShort((short) ELF_HEADER);
    out.putShort((short) PROGRAM_HEADER).putShort((short) 1); // one program header
    out.putShort((short) 0).putShort((short) 0).putShort((short) 0);
    out.putInt(1).putInt(5); // PT_LOAD, readable and executable
    out.putLong(0).putLong(BASE).putLong(BASE).putLong(size).putLong(size).putLong(PAGE);
    return out.put(code).array();
  }
}
