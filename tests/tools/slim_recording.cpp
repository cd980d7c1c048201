// Copies a recording without what recipes never ask for, so that it is small, and holds no code of
// other people's programs: the copies of files and of memory that lasts, registers, and most of
// what /proc said. Where it was made is left out as well.
//
// Usage: slim_recording FROM TO

#include <algorithm>
#include <cstdio>
#include <string_view>

#include "core/record/record_file.hpp"

using namespace spyglass;

namespace {

using Kind = proc::Question::Kind;

/// Who somebody is, and what descriptors are open on.
bool is_wanted(const recorded::Fact& fact) {
  const std::string& detail = fact.question.detail;
  switch (fact.question.kind) {
    case Kind::link: return detail.starts_with("fd/") || detail == "cwd";
    case Kind::numbers: return detail == "fd";
    case Kind::file: return detail == "status" || detail == "comm";
    case Kind::protocol:
    case Kind::socket:
    case Kind::socket_words: return true;
    default: return false;
  }
}

/// Of a piece of memory: a page, since what is asked for may stand anywhere in it; whole buffers
/// are other people's data.
constexpr std::size_t most_bytes = 4096;

void slim(recorded::Step& step) {
  step.registers.reset();
  std::erase_if(step.memory, [](const recorded::Piece& piece) { return piece.lasts; });
  for (recorded::Piece& piece : step.memory) {
    piece.bytes.resize(std::min(piece.bytes.size(), most_bytes));
  }
  std::erase_if(step.facts, [](const recorded::Fact& fact) { return !is_wanted(fact); });
}

}  // namespace

int main(int count, char** words) {
  if (count != 3) return 2;
  auto from = recorded::FileReader::open(words[1]);
  auto to = recorded::FileWriter::create(words[2]);
  if (!from || !to) {
    std::fprintf(stderr, "%s\n", (!from ? from.error() : to.error()).message.c_str());
    return 1;
  }
  while (auto record = from->next()) {
    if (auto* beginning = std::get_if<recorded::Beginning>(&*record)) beginning->system = "Linux";
    if (auto* step = std::get_if<recorded::Step>(&*record)) slim(*step);
    if (!std::holds_alternative<recorded::End>(*record)) to->add(*record);
  }
  to->finish();
  return from->damage().empty() && !to->failed() ? 0 : 1;
}
