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

/// Every table of numbers ends before.
constexpr std::uint32_t most_numbers = 512;

/// What was found out of a number when it was asked about first.
struct Found {
  NumberedCall call;
  std::string own_name = {};  ///< of a call without a row: libseccomp hands out copies
  bool is_known = false;
};

void find_out(AbiId id, std::uint32_t number, Found& found) {
  const std::unique_ptr<char, decltype(&std::free)> name(
      seccomp_syscall_resolve_num_arch(abi(id).seccomp_arch, static_cast<int>(number)), &std::free);
  found.call.row = name ? find_row(name.get(), id) : find_unified(id, number);
  found.own_name = name ? name.get() : "";
  found.call.name = found.call.row != nullptr ? found.call.row->name : found.own_name;
  found.is_known = true;
}

/// Of calls that socketcall and ipc of i386 can make, too, libseccomp tells a number of its own
/// when asked by name; the kernel's it knows only the other way round.
std::optional<std::uint64_t> number_behind(AbiId id, std::string_view name) {
  for (std::uint32_t number = 0; number < most_numbers; ++number) {
    if (numbered_call(id, number).name == name) return number;
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

NumberedCall numbered_call(AbiId abi, std::uint64_t number) {
  static std::array<std::array<Found, most_numbers>, 3> tables;
  const auto low = static_cast<std::uint32_t>(number);
  if (low >= most_numbers) return {};
  Found& found = tables[static_cast<std::size_t>(abi)][low];
  if (!found.is_known) find_out(abi, low, found);
  return found.call;
}

std::optional<std::string_view> call_name(AbiId abi, std::uint64_t number) {
  const std::string_view name = numbered_call(abi, number).name;
  return name.empty() ? std::nullopt : std::optional(name);
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

std::span<const std::string_view> argument_names() {
  static const auto names = [] {
    std::vector<std::string_view> all;
    for (const auto family : row_families()) {
      for (const Row& row : family) {
        for (const Argument& argument : row.argument_list()) all.push_back(argument.name);
      }
    }
    std::ranges::sort(all);
    all.erase(std::unique(all.begin(), all.end()), all.end());
    return all;
  }();
  return names;
}

const Row* find_row(AbiId abi, std::uint64_t number) { return numbered_call(abi, number).row; }

}  // namespace spyglass
