// The tables of core/abi against the system's own headers, and what is computed from them.

#include "core/abi/abi.hpp"

#include <sys/user.h>

#include <catch2/catch.hpp>
#include <climits>
#include <cstddef>
#include <set>
#include <vector>

#include "core/abi/call_numbers.hpp"
#include "core/abi/full_register.hpp"

using namespace spyglass;

namespace {

RegisterValues zeroed(const Abi& abi) {
  static const std::array<std::byte, RegisterValues::capacity> zeros{};
  return {abi, std::span(zeros).first(abi.register_set_size)};
}

std::vector<std::byte> code(std::initializer_list<unsigned char> bytes) {
  std::vector<std::byte> result;
  for (const unsigned char byte : bytes) result.push_back(std::byte{byte});
  return result;
}

}  // namespace

#if defined(__x86_64__)
TEST_CASE("x86-64 registers lie where struct user_regs_struct has them") {
  struct Field {
    const char* name;
    std::size_t offset;
  };
  using Regs = user_regs_struct;
  const Field fields[] = {
      {"r15", offsetof(Regs, r15)},         {"r14", offsetof(Regs, r14)},
      {"r13", offsetof(Regs, r13)},         {"r12", offsetof(Regs, r12)},
      {"rbp", offsetof(Regs, rbp)},         {"rbx", offsetof(Regs, rbx)},
      {"r11", offsetof(Regs, r11)},         {"r10", offsetof(Regs, r10)},
      {"r9", offsetof(Regs, r9)},           {"r8", offsetof(Regs, r8)},
      {"rax", offsetof(Regs, rax)},         {"rcx", offsetof(Regs, rcx)},
      {"rdx", offsetof(Regs, rdx)},         {"rsi", offsetof(Regs, rsi)},
      {"rdi", offsetof(Regs, rdi)},         {"orig_rax", offsetof(Regs, orig_rax)},
      {"rip", offsetof(Regs, rip)},         {"cs", offsetof(Regs, cs)},
      {"eflags", offsetof(Regs, eflags)},   {"rsp", offsetof(Regs, rsp)},
      {"ss", offsetof(Regs, ss)},           {"fs_base", offsetof(Regs, fs_base)},
      {"gs_base", offsetof(Regs, gs_base)}, {"ds", offsetof(Regs, ds)},
      {"es", offsetof(Regs, es)},           {"fs", offsetof(Regs, fs)},
      {"gs", offsetof(Regs, gs)},
  };
  const Abi& x86_64 = abi(AbiId::x86_64);
  std::size_t whole = 0;
  for (const Register& one : x86_64.registers) {
    whole += one.group == Register::Group::part ? 0 : 1;
  }
  CHECK(whole == std::size(fields));
  CHECK(x86_64.register_set_size == sizeof(Regs));
  for (const Field& field : fields) {
    INFO(field.name);
    const Register* found = find_register(x86_64, field.name);
    REQUIRE(found != nullptr);
    CHECK(found->offset == field.offset);
    CHECK(found->size == 8);
  }
}
#endif

TEST_CASE("i386: 17 words in the order of the kernel's user_regs_struct32") {
  const Abi& i386 = abi(AbiId::i386);
  const char* order[] = {"ebx", "ecx", "edx",      "esi", "edi", "ebp",    "eax", "ds", "es",
                         "fs",  "gs",  "orig_eax", "eip", "cs",  "eflags", "esp", "ss"};
  CHECK(i386.register_set_size == 4 * std::size(order));
  CHECK(i386.registers.size() == std::size(order));
  for (std::size_t i = 0; i < std::size(order); ++i) {
    INFO(order[i]);
    const Register* found = find_register(i386, order[i]);
    REQUIRE(found != nullptr);
    CHECK(found->offset == 4 * i);
    CHECK(found->size == 4);
  }
}

TEST_CASE("in every ABI names are unique, registers lie inside the set and conventions name them") {
  for (const Abi* one : all_abis()) {
    INFO(one->name);
    std::set<std::string_view> names;
    for (const Register& reg : one->registers) {
      CHECK(names.insert(reg.name).second);
      CHECK(reg.offset + reg.size <= one->register_set_size);
    }
    for (const auto name :
         {one->program_counter, one->stack_pointer, one->flags, one->convention.number,
          one->convention.number_inside, one->convention.result}) {
      CHECK(names.contains(name));
    }
    for (const auto name : one->convention.arguments) CHECK(names.contains(name));
    for (const Clobber& clobber : one->convention.clobbers) {
      CHECK(names.contains(clobber.register_name));
    }
    CHECK(abi_by_name(one->name) == one);
    CHECK(abi_of_audit_arch(one->audit_arch) == one);
    CHECK(abi_of_elf_machine(one->elf_machine) == one);
  }
  CHECK(abi_of_audit_arch(0) == nullptr);
  CHECK(abi_by_name("pdp11") == nullptr);
}

TEST_CASE("a 64-bit program's registers have names for the 32-bit door too") {
  // int $0x80 is decoded by i386's convention with the registers of whoever made the call.
  const Abi& x86_64 = abi(AbiId::x86_64);
  const CallConvention& door = abi(AbiId::i386).convention;
  for (const auto name : door.arguments) CHECK(find_register(x86_64, name) != nullptr);
  CHECK(find_register(x86_64, door.number) != nullptr);
  CHECK(find_register(x86_64, door.number_inside) != nullptr);
}

TEST_CASE("registers are read and set by name") {
  RegisterValues values = zeroed(abi(AbiId::x86_64));
  values.set("rax", 0x1122334455667788);
  CHECK(values.get("rax") == 0x1122334455667788);
  CHECK(values.get("eax") == 0x55667788);
  CHECK(values.get("rbx") == 0);
  CHECK(values.get("rcx") == 0);
  SECTION("writing the low half clears the rest, as the processor does") {
    values.set("eax", 0xffffffff00000001);
    CHECK(values.get("rax") == 1);
  }
  SECTION("the program counter and the stack pointer") {
    values.set("rip", 0x401000);
    values.set("rsp", 0x7ffffffff000);
    CHECK(values.program_counter() == Addr(0x401000));
    CHECK(values.stack_pointer() == Addr(0x7ffffffff000));
  }
  SECTION("a 32-bit register doesn't touch its neighbours") {
    RegisterValues i386 = zeroed(abi(AbiId::i386));
    i386.set("edx", 3);
    i386.set("ecx", 0xaaaaaaaabbbbbbbb);
    CHECK(i386.get("ecx") == 0xbbbbbbbb);
    CHECK(i386.get("edx") == 3);
    CHECK(i386.get("ebx") == 0);
  }
}

TEST_CASE("parts and other names lead to the whole register") {
  const Abi& x86_64 = abi(AbiId::x86_64);
  const auto whole = [&](std::string_view name) {
    const Register* found = find_full_register(x86_64, name);
    return found == nullptr ? std::string_view("none") : found->name;
  };
  CHECK(whole("al") == "rax");
  CHECK(whole("eax") == "rax");
  CHECK(whole("r8b") == "r8");
  CHECK(whole("r15d") == "r15");
  CHECK(whole("sil") == "rsi");
  CHECK(whole("rflags") == "eflags");
  CHECK(whole("nonsense") == "none");
  CHECK(find_full_register(abi(AbiId::i386), "al")->name == "eax");
  CHECK(find_full_register(abi(AbiId::aarch64), "w0")->name == "x0");
}

TEST_CASE("call instructions are known by their bytes") {
  const Abi& x86_64 = abi(AbiId::x86_64);
  const auto* fast = call_instruction_at(x86_64, code({0x0f, 0x05, 0x90}));
  REQUIRE(fast != nullptr);
  CHECK(fast->enters == AbiId::x86_64);
  const auto* old = call_instruction_at(x86_64, code({0xcd, 0x80}));
  REQUIRE(old != nullptr);
  CHECK(old->enters == AbiId::i386);
  CHECK(call_instruction_at(x86_64, code({0xcd, 0x03})) == nullptr);
  CHECK(call_instruction_at(x86_64, code({0x0f})) == nullptr);
  CHECK(call_instruction_at(x86_64, {}) == nullptr);
  CHECK(call_instruction_at(x86_64, code({0x90, 0x0f, 0x05})) == nullptr);
  CHECK(call_instruction_at(abi(AbiId::i386), code({0x0f, 0x34}))->text == "sysenter");
  const auto svc = code({0x01, 0x00, 0x00, 0xd4});
  CHECK(call_instruction_at(abi(AbiId::aarch64), svc) != nullptr);

  CHECK(call_instruction_before(x86_64, code({0x90, 0x0f, 0x05})) == 2);
  CHECK(call_instruction_before(x86_64, code({0x0f, 0x05, 0x90})) == 0);
  CHECK(call_instruction_before(abi(AbiId::aarch64), svc) == 4);
}

TEST_CASE("a call's number is in another place once it is inside the kernel") {
  RegisterValues values = zeroed(abi(AbiId::x86_64));
  values.set("rax", 9);
  values.set("r10", 0x22);
  values.set("rcx", 0x33);
  CHECK(read_call_numbers(values, abi(AbiId::x86_64), Moment::before).number == 9);
  CHECK(read_call_numbers(values, abi(AbiId::x86_64), Moment::before).arguments[3] == 0x22);
  values.set("rax", static_cast<std::uint64_t>(-38));
  values.set("orig_rax", 9);
  CHECK(read_call_numbers(values, abi(AbiId::x86_64), Moment::inside).number == 9);
}

TEST_CASE("only -4095 to -1 are errors") {
  CHECK(error_of_result(-1) == Errno(1));
  CHECK(error_of_result(-4095) == Errno(4095));
  CHECK_FALSE(error_of_result(-4096));
  CHECK_FALSE(error_of_result(LLONG_MIN));
  CHECK_FALSE(error_of_result(0));
  CHECK_FALSE(error_of_result(1));
  // An address above the middle is a negative number, and a result.
  CHECK_FALSE(error_of_result(static_cast<std::int64_t>(0xffffffffff600000)));
}
