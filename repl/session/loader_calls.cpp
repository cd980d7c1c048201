#include "repl/session/loader_calls.hpp"

#include <algorithm>
#include <span>

#include "core/elf/mapping_use.hpp"
#include "core/proc/files.hpp"
#include "core/proc/stat_field.hpp"

namespace spyglass {

LoaderCalls::Loader LoaderCalls::find(const Stopped& stopped) {
  Loader loader;
  const std::string path = mapping_facts(stopped.thread()).loader;
  const auto maps = read_maps(stopped.thread());
  if (path.empty() || !maps) return loader;
  for (const Mapping& mapping : *maps) {
    if (mapping.path != path) continue;
    if (loader.end == Addr()) loader.start = mapping.start;
    loader.end = mapping.end;
  }
  constexpr int start_stack = 28;
  const auto stat = proc::read_file(stopped.thread(), "stat");
  const auto stack = stat ? proc::stat_field(*stat, start_stack) : std::nullopt;
  loader.initial_stack = Addr(stack.value_or(0));
  // Looked at in the middle of its life: who knows what it has done before.
  loader.handed_over = loader.initial_stack == Addr();
  return loader;
}

bool LoaderCalls::has_handed_over(const Loader& loader, const Stopped& stopped, const Abi& abi) {
  // The loader begins with a call, and another one sets the libraries up: their return addresses
  // stand below argc as long as it works. The program begins by writing over both.
  const std::size_t word = abi.word_size;
  static constexpr std::uint64_t of_8_bytes[] = {1}, of_4_bytes[] = {5, 9};
  const auto words_below = word == 8 ? std::span<const std::uint64_t>(of_8_bytes)
                                     : std::span<const std::uint64_t>(of_4_bytes);
  return std::ranges::none_of(words_below, [&](std::uint64_t count) {
    const Chars bytes = stopped.memory().bytes(loader.initial_stack - count * word, word);
    std::uint64_t value = 0;
    for (std::size_t i = bytes.size(); i-- > 0;) {
      value = value << 8 | static_cast<unsigned char>(bytes[i]);
    }
    return bytes.size() == word && loader.contains(Addr(value));
  });
}

bool LoaderCalls::is_one(const Stopped& stopped) {
  auto known = loaders_.find(stopped.process());
  if (known == loaders_.end()) known = loaders_.emplace(stopped.process(), find(stopped)).first;
  Loader& loader = known->second;
  if (loader.start == loader.end) return false;
  const auto registers = stopped.registers();
  if (!registers) return false;
  if (loader.contains(registers->program_counter())) return true;
  if (!loader.handed_over) {
    loader.handed_over = has_handed_over(loader, stopped, registers->abi());
  }
  return !loader.handed_over;
}

}  // namespace spyglass
