#include "tests/differential/commands.hpp"

#include <algorithm>
#include <fstream>
#include <sstream>
#include <stdexcept>

namespace {

std::string trimmed(const std::string& text) {
  const auto begin = text.find_first_not_of(' ');
  if (begin == std::string::npos) return {};
  return text.substr(begin, text.find_last_not_of(' ') - begin + 1);
}

void take_word(CommandLine& line, const std::string& word) {
  const std::string needs = "needs=";
  if (word == "attach") {
    line.attach = true;
  } else if (word == "silent") {
    line.silent = true;
  } else if (word == "sorted") {
    line.sorted = true;
  } else if (word == "slowed") {
    line.slowed = true;
  } else if (word == "root") {
    line.root = true;
  } else if (word.starts_with(needs)) {
    std::istringstream programs(word.substr(needs.size()));
    for (std::string program; std::getline(programs, program, ',');) line.needs.push_back(program);
  } else {
    throw std::runtime_error("`" + word + "` in brackets means nothing");
  }
}

CommandLine parse(std::string text) {
  CommandLine line;
  if (text.starts_with('[')) {
    const auto end = text.find(']');
    if (end == std::string::npos) throw std::runtime_error("a [ without its ]");
    std::istringstream words(text.substr(1, end - 1));
    for (std::string word; words >> word;) take_word(line, word);
    text.erase(0, end + 1);
  }
  text = ' ' + text;
  const std::string separator = " -- ";
  const auto middle = text.find(separator);
  if (middle == std::string::npos) throw std::runtime_error("no ` -- ` before the command");
  line.flags = trimmed(text.substr(0, middle));
  line.command = trimmed(text.substr(middle + separator.size()));
  return line;
}

}  // namespace

std::vector<CommandLine> read_command_lines(const std::filesystem::path& folder) {
  std::vector<std::filesystem::path> files;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    files.push_back(entry.path());
  }
  std::ranges::sort(files);
  std::vector<CommandLine> lines;
  for (const auto& file : files) {
    std::ifstream stream(file);
    int number = 0;
    for (std::string text; std::getline(stream, text);) {
      ++number;
      if (trimmed(text).empty() || text.starts_with('#')) continue;
      try {
        lines.push_back(parse(text));
      } catch (const std::runtime_error& error) {
        throw std::runtime_error(file.string() + ":" + std::to_string(number) + ": " +
                                 error.what());
      }
      lines.back().topic = file.stem().string();
    }
  }
  return lines;
}
