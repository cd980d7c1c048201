#include "core/proc/files.hpp"

#include <sstream>

namespace spyglass::proc {

namespace {

using Kind = Question::Kind;

std::optional<FileFacts> parse_facts(const std::optional<std::string>& text) {
  if (!text) return std::nullopt;
  std::istringstream words(*text);
  FileFacts facts;
  if (!(words >> facts.mode >> facts.device >> facts.size >> facts.on >> facts.inode)) {
    return std::nullopt;
  }
  return facts;
}

}  // namespace

std::optional<std::string> read_file(Tid thread, const std::string& name, const Source& source) {
  return source.answer({Kind::file, thread, name});
}

std::optional<std::string> read_link(Tid thread, const std::string& name, const Source& source) {
  return source.answer({Kind::link, thread, name});
}

std::vector<int> numbers_in(Tid thread, const std::string& name, const Source& source) {
  std::vector<int> result;
  std::istringstream words(source.answer({Kind::numbers, thread, name}).value_or(""));
  for (int number; words >> number;) result.push_back(number);
  return result;
}

std::optional<FileFacts> file_facts(Tid thread, const std::string& name, const Source& source) {
  return parse_facts(source.answer({Kind::file_facts, thread, name}));
}

std::optional<FileFacts> path_facts(const std::string& path, const Source& source) {
  return parse_facts(source.answer({Kind::path_facts, {}, path}));
}

}  // namespace spyglass::proc
