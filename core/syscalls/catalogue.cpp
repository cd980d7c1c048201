#include "core/syscalls/catalogue.hpp"

#include <seccomp.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <memory>
#include <unordered_map>

#include "core/syscalls/rows/families.hpp"

namespace spyglass {

namespace {

using Index = std::unordered_multimap<std::string_view, const Row*>;

Index make_index() {
  Index index;
  for (const auto family : row_families()) {
    for (const Row& row : family) index.emplace(row.name, &row);
  }
  return index;
}

const Index& index_by_name() {
  static const Index index = make_index();
  return index;
}

/// The row that gives this number itself, among those that the ABI has.
const Row* find_unified(AbiId abi, std::uint64_t number) {
  for (const auto& [name, row] : index_by_name()) {
    const bool same = row->unified >= 0 && static_cast<std::uint64_t>(row->unified) == number;
    if (same && (!row->only || row->only == abi)) return row;
  }
  return nullptr;
}

/// libseccomp's answer for a number; names are kept, since it hands out a copy each time.
std::optional<std::string_view> resolved_name(AbiId id, std::uint32_t number) {
  static std::array<std::unordered_map<std::uint32_t, std::string>, 3> known;
  auto& names = known[static_cast<std::size_t>(id)];
  auto found = names.find(number);
  if (found == names.end()) {
    const std::unique_ptr<char, decltype(&std::free)> name(
        seccomp_syscall_resolve_num_arch(abi(id).seccomp_arch, static_cast<int>(number)),
        &std::free);
    found = names.emplace(number, name ? name.get() : "").first;
  }
  if (found->second.empty()) return std::nullopt;
  return found->second;
}

/// Of calls that socketcall and ipc of i386 can make, too, libseccomp tells a number of its own
/// when asked by name; the kernel's it knows only the other way round.
std::optional<std::uint64_t> number_behind(AbiId id, std::string_view name) {
  constexpr std::uint32_t numbers = 512;
  for (std::uint32_t number = 0; number < numbers; ++number) {
    if (resolved_name(id, number) == name) return number;
  }
  return std::nullopt;
}

}  // namespace

std::string_view group_name(Group group) {
  constexpr std::array<std::string_view, 10> names = {
      "files",   "descriptors", "memory", "processes", "signals",
      "sockets", "time",        "ipc",    "identity",  "system"};
  return names[static_cast<std::size_t>(group)];
}

std::span<const std::span<const Row>> row_families() {
  static const std::array families = {
      rows::files(),     rows::file_facts(), rows::transfers(), rows::descriptors(),
      rows::waiting(),   rows::memory(),     rows::processes(), rows::control(),
      rows::signals(),   rows::sockets(),    rows::time(),      rows::ipc(),
      rows::identity(),  rows::system(),     rows::mounts(),    rows::attributes(),
      rows::observing(), rows::security(),   rows::io_uring(),  rows::administration(),
      rows::policies(),  rows::machine(),    rows::futexes(),   rows::old(),
      rows::obsolete()};
  return families;
}

const Row* find_row(std::string_view name, AbiId abi) {
  const Row* general = nullptr;
  const auto [first, last] = index_by_name().equal_range(name);
  for (auto entry = first; entry != last; ++entry) {
    if (entry->second->only == abi) return entry->second;
    if (!entry->second->only) general = entry->second;
  }
  return general;
}

std::optional<std::string_view> call_name(AbiId abi, std::uint64_t number) {
  const auto low = static_cast<std::uint32_t>(number);
  if (const auto name = resolved_name(abi, low)) return name;
  if (const Row* row = find_unified(abi, low)) return row->name;
  return std::nullopt;
}

std::optional<std::uint64_t> call_number(AbiId id, std::string_view name) {
  const int number =
      seccomp_syscall_resolve_name_arch(abi(id).seccomp_arch, std::string(name).c_str());
  if (number >= 0) return static_cast<std::uint64_t>(number);
  const Row* row = find_row(name, id);
  if (row != nullptr && row->unified >= 0) return static_cast<std::uint64_t>(row->unified);
  // Calls that an ABI lacks, or has twice, resolve to libseccomp's own negative pseudo-numbers.
  return number == __NR_SCMP_ERROR ? std::nullopt : number_behind(id, name);
}

bool call_exists(std::string_view name) {
  return std::any_of(all_abis().begin(), all_abis().end(),
                     [&](const Abi* one) { return call_number(one->id, name).has_value(); });
}

std::vector<std::string_view> row_names() {
  std::vector<std::string_view> names;
  for (const auto& [name, row] : index_by_name()) names.push_back(name);
  return names;
}

const Row* find_row(AbiId abi, std::uint64_t number) {
  const auto name = call_name(abi, number);
  return name ? find_row(*name, abi) : nullptr;
}

}  // namespace spyglass
