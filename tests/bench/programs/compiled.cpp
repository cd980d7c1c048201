// What the compiler is given to do: a page of ordinary C++, and the headers that it needs.
#include <algorithm>
#include <fstream>
#include <iomanip>
#include <iostream>
#include <map>
#include <regex>
#include <string>
#include <vector>

namespace {

struct Word {
  std::string text;
  unsigned long count;
};

std::vector<Word> words_of(std::istream& in) {
  static const std::regex word("[[:alpha:]]+");
  std::map<std::string, unsigned long> counts;
  for (std::string line; std::getline(in, line);) {
    for (std::sregex_iterator at(line.begin(), line.end(), word), end; at != end; ++at) {
      ++counts[at->str()];
    }
  }
  std::vector<Word> words;
  for (const auto& [text, count] : counts) words.push_back({text, count});
  std::sort(words.begin(), words.end(),
            [](const Word& one, const Word& other) { return one.count > other.count; });
  return words;
}

}  // namespace

int main(int count, char** names) {
  for (int i = 1; i < count; ++i) {
    std::ifstream file(names[i]);
    if (!file) {
      std::cerr << names[i] << " cannot be read\n";
      return 1;
    }
    for (const Word& word : words_of(file)) {
      std::cout << std::setw(8) << word.count << ' ' << word.text << '\n';
    }
  }
  return 0;
}
