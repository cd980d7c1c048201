#include "core/disasm/disassembler.hpp"

#include <capstone/capstone.h>

#include <algorithm>
#include <array>
#include <cassert>
#include <set>
#include <string_view>

#include "core/abi/full_register.hpp"

namespace spyglass {

namespace {

struct Machine {
  AbiId abi;
  cs_arch architecture;
  cs_mode mode;
  std::size_t unit;  ///< of instructions, in bytes: what a bad one takes
  struct Lengths {
    std::size_t least, most;
  } calls;  ///< of subroutine calls, in bytes
};

constexpr Machine machines[] = {
    {AbiId::x86_64, CS_ARCH_X86, CS_MODE_64, 1, {2, 7}},
    {AbiId::i386, CS_ARCH_X86, CS_MODE_32, 1, {2, 7}},
    {AbiId::aarch64, CS_ARCH_ARM64, CS_MODE_ARM, 4, {4, 4}},
};

/// Registers of one ABI's table; their addresses keep them in the table's order.
class RegisterSet {
 public:
  explicit RegisterSet(const Abi& abi) : abi_(abi) {}

  void add(std::string_view name) {
    if (const Register* found = find_full_register(abi_, name)) registers_.insert(found);
  }
  void remove(std::string_view name) { registers_.erase(find_full_register(abi_, name)); }

  [[nodiscard]] std::vector<std::string> names() const {
    std::vector<std::string> result;
    result.reserve(registers_.size());
    for (const Register* found : registers_) result.emplace_back(found->name);
    return result;
  }

 private:
  const Abi& abi_;
  std::set<const Register*> registers_;
};

struct Access {
  RegisterSet read;
  RegisterSet written;
};

template <std::size_t N>
bool is_one_of(std::string_view word, const std::array<std::string_view, N>& words) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

// Capstone 4 takes the first operand of the first group for written, when it is only read, and
// that of the second for read, when it is only written.
constexpr std::array<std::string_view, 3> only_read_first{"cmp", "cmn", "tst"};
constexpr std::array<std::string_view, 13> only_write_first{"movz",  "movn",  "mrs", "ubfx", "sbfx",
                                                            "ubfiz", "sbfiz", "lsl", "lsr",  "asr",
                                                            "ror",   "uxtb",  "sxtw"};

/// Mends what Capstone 4 says about AArch64.
void mend_aarch64(csh handle, const cs_insn& instruction, Access& access) {
  const std::string_view mnemonic = instruction.mnemonic;
  const cs_arm64& detail = instruction.detail->arm64;
  if (detail.op_count == 0) {
    if (mnemonic == "ret") access.read.add(cs_reg_name(handle, ARM64_REG_LR));
    return;
  }
  const auto name_of = [&](int index) -> std::string_view {
    const cs_arm64_op& operand = detail.operands[index];
    if (operand.type != ARM64_OP_REG) return {};
    const char* name = cs_reg_name(handle, static_cast<unsigned>(operand.reg));
    return name == nullptr ? std::string_view{} : name;
  };
  const std::string_view first = name_of(0);
  if (is_one_of(mnemonic, only_read_first)) {
    access.written.remove(first);
    access.read.add(first);
  }
  if (is_one_of(mnemonic, only_write_first)) {
    access.read.remove(first);
    for (int index = 1; index < detail.op_count; ++index) access.read.add(name_of(index));
  }
  if (mnemonic == "msr" && detail.op_count > 1) access.written.remove(name_of(1));
}

/// Capstone for one ABI: a handle, and room for one instruction that is decoded into again and
/// again.
class Decoder {
 public:
  explicit Decoder(const Machine& machine) : machine_(machine), abi_(abi(machine.abi)) {
    [[maybe_unused]] const cs_err error = cs_open(machine.architecture, machine.mode, &handle_);
    assert(error == CS_ERR_OK);
    cs_option(handle_, CS_OPT_DETAIL, CS_OPT_ON);
    decoded_ = cs_malloc(handle_);
    assert(decoded_ != nullptr);
  }
  ~Decoder() {
    cs_free(decoded_, 1);
    cs_close(&handle_);
  }
  Decoder(const Decoder&) = delete;
  Decoder& operator=(const Decoder&) = delete;

  [[nodiscard]] Machine::Lengths lengths_of_calls() const { return machine_.calls; }

  void choose(Syntax syntax) {
    if (machine_.architecture != CS_ARCH_X86) return;
    cs_option(handle_, CS_OPT_SYNTAX,
              syntax == Syntax::att ? CS_OPT_SYNTAX_ATT : CS_OPT_SYNTAX_INTEL);
  }

  [[nodiscard]] bool has_mnemonic(std::string_view word) const {
    if (machine_.architecture == CS_ARCH_X86 && word.size() > 1 &&
        std::string_view("bwlq").find(word.back()) != std::string_view::npos &&
        has_name(word.substr(0, word.size() - 1))) {
      return true;
    }
    return has_name(word);
  }

  /// Whether `code` is one instruction, and that one calls a subroutine.
  bool is_subroutine_call(std::span<const std::byte> code) {
    const auto* bytes = reinterpret_cast<const std::uint8_t*>(code.data());
    std::size_t size = code.size();
    std::uint64_t address = 0;
    if (!cs_disasm_iter(handle_, &bytes, &size, &address, decoded_) || size != 0) return false;
    const std::string_view mnemonic = decoded_->mnemonic;
    const std::string_view word = machine_.architecture == CS_ARCH_X86 ? "call" : "bl";
    return mnemonic.starts_with(word);  // calll, callq; blr: and nothing else begins so
  }

  /// The instruction that `code`, which isn't empty, begins with.
  Instruction decode(std::span<const std::byte> code, Addr at) {
    const auto* bytes = reinterpret_cast<const std::uint8_t*>(code.data());
    std::size_t size = code.size();
    std::uint64_t address = at.value();
    Instruction result;
    result.address = at;
    if (!cs_disasm_iter(handle_, &bytes, &size, &address, decoded_)) {
      result.size = std::min(machine_.unit, code.size());
      result.mnemonic = "(bad)";
      return result;
    }
    result.size = decoded_->size;
    result.mnemonic = decoded_->mnemonic;
    result.operands = decoded_->op_str;
    const CallInstruction* call = call_instruction_at(abi_, code);
    const Access access = call != nullptr ? access_of_call(*call) : access_of_decoded();
    result.registers_read = access.read.names();
    result.registers_written = access.written.names();
    return result;
  }

 private:
  [[nodiscard]] bool has_name(std::string_view word) const {
    for (unsigned id = 1; const char* name = cs_insn_name(handle_, id); ++id) {
      if (word == name) return true;
    }
    return false;
  }

  /// The processor's own part of it, and what the kernel does by convention before it returns.
  [[nodiscard]] Access access_of_call(const CallInstruction& call) const {
    const CallConvention& convention = abi(call.enters).convention;
    Access access{RegisterSet(abi_), RegisterSet(abi_)};
    access.read.add(convention.number);
    for (const std::string_view argument : convention.arguments) access.read.add(argument);
    access.written.add(convention.result);
    for (const Clobber& clobber : convention.clobbers) access.written.add(clobber.register_name);
    return access;
  }

  [[nodiscard]] Access access_of_decoded() const {
    Access access{RegisterSet(abi_), RegisterSet(abi_)};
    cs_regs read;
    cs_regs written;
    std::uint8_t reads = 0;
    std::uint8_t writes = 0;
    if (cs_regs_access(handle_, decoded_, read, &reads, written, &writes) != CS_ERR_OK) {
      return access;
    }
    const auto add = [&](RegisterSet& set, std::span<const std::uint16_t> ids) {
      for (const std::uint16_t id : ids) {
        if (const char* name = cs_reg_name(handle_, id)) set.add(name);
      }
    };
    add(access.read, {read, reads});
    add(access.written, {written, writes});
    if (machine_.architecture == CS_ARCH_ARM64) mend_aarch64(handle_, *decoded_, access);
    access.written.remove(abi_.program_counter);
    return access;
  }

  const Machine& machine_;
  const Abi& abi_;
  csh handle_ = 0;
  cs_insn* decoded_ = nullptr;
};

Decoder& decoder_of(const Abi& wanted) {
  // A handle is for one thread at a time.
  static thread_local std::array<Decoder, std::size(machines)> decoders{
      Decoder(machines[0]), Decoder(machines[1]), Decoder(machines[2])};
  for (std::size_t index = 0; index < decoders.size(); ++index) {
    if (machines[index].abi == wanted.id) return decoders[index];
  }
  assert(false && "every ABI has a row in machines");
  return decoders[0];
}

}  // namespace

std::vector<Instruction> disassemble(const Abi& abi, std::span<const std::byte> code, Addr at,
                                     std::size_t max_count, Syntax syntax) {
  Decoder& decoder = decoder_of(abi);
  decoder.choose(syntax);
  std::vector<Instruction> result;
  while (!code.empty() && result.size() < max_count) {
    Instruction next = decoder.decode(code, at);
    at = at + next.size;
    code = code.subspan(next.size);
    result.push_back(std::move(next));
  }
  return result;
}

std::size_t subroutine_call_before(const Abi& abi, std::span<const std::byte> code) {
  Decoder& decoder = decoder_of(abi);
  const auto [least, most] = decoder.lengths_of_calls();
  for (std::size_t length = least; length <= std::min(most, code.size()); ++length) {
    if (decoder.is_subroutine_call(code.last(length))) return length;
  }
  return 0;
}

bool is_mnemonic(const Abi& abi, std::string_view word) {
  return decoder_of(abi).has_mnemonic(word);
}

}  // namespace spyglass
