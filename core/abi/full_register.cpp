#include "core/abi/full_register.hpp"

#include <algorithm>
#include <iterator>
#include <string>

namespace spyglass {

namespace {

struct Alias {
  std::string_view name;
  std::string_view means;
};

// x86 parts lead to the part of 32 bits, which both x86 tables have.
constexpr Alias aliases[] = {
    {"al", "eax"},        {"ah", "eax"},       {"ax", "eax"},  {"bl", "ebx"},      {"bh", "ebx"},
    {"bx", "ebx"},        {"cl", "ecx"},       {"ch", "ecx"},  {"cx", "ecx"},      {"dl", "edx"},
    {"dh", "edx"},        {"dx", "edx"},       {"sil", "esi"}, {"si", "esi"},      {"dil", "edi"},
    {"di", "edi"},        {"bpl", "ebp"},      {"bp", "ebp"},  {"spl", "esp"},     {"sp", "esp"},
    {"rflags", "eflags"}, {"flags", "eflags"}, {"wsp", "sp"},  {"nzcv", "pstate"}, {"fp", "x29"},
    {"lr", "x30"},
};

/// The ABI's own name for `name`, as far as spelling rules tell.
std::string spelled_out(std::string_view name) {
  const auto found = std::find_if(std::begin(aliases), std::end(aliases),
                                  [&](const Alias& alias) { return alias.name == name; });
  if (found != std::end(aliases)) return std::string(found->means);
  if (name.size() < 2) return std::string(name);
  const bool numbered = name[1] >= '0' && name[1] <= '9';
  // r8b and r8w are parts of r8, w0 of x0.
  if (numbered && name[0] == 'r' && (name.back() == 'b' || name.back() == 'w')) {
    return std::string(name.substr(0, name.size() - 1));
  }
  if (numbered && name[0] == 'w') return "x" + std::string(name.substr(1));
  return std::string(name);
}

}  // namespace

const Register* find_full_register(const Abi& abi, std::string_view name) {
  const Register* found = find_register(abi, name);
  if (found == nullptr) found = find_register(abi, spelled_out(name));
  if (found == nullptr || found->group != Register::Group::part) return found;
  const auto whole =
      std::find_if(abi.registers.begin(), abi.registers.end(), [&](const Register& other) {
        return other.offset == found->offset && other.group != Register::Group::part;
      });
  return whole == abi.registers.end() ? found : &*whole;
}

}  // namespace spyglass
