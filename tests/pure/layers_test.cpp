// The rooms of the house: which folder may include which. Arrows point down, nothing points back,
// and each dangerous library has one door.

#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>
#include <map>
#include <set>
#include <string>
#include <vector>

namespace fs = std::filesystem;

namespace {

using Names = std::set<std::string>;

/// A room may include itself and these.
const std::map<std::string, Names> allowed = {
    {"core/base", {}},
    {"core/memory", {"core/base"}},
    {"core/abi", {"core/base"}},
    {"core/proc", {"core/base"}},
    {"core/elf", {"core/base", "core/abi", "core/memory", "core/proc"}},
    {"core/disasm", {"core/base", "core/abi"}},
    {"core/assemble", {"core/base", "core/abi", "core/elf"}},
    {"core/syscalls", {"core/base", "core/abi"}},
    {"core/ptrace", {"core/base", "core/abi", "core/memory", "core/proc"}},
    {"core/decode", {"core/base", "core/abi", "core/memory", "core/syscalls", "core/elf"}},
    {"core/encode", {"core/base", "core/abi", "core/decode", "core/syscalls"}},
    {"core/inject",
     {"core/base", "core/abi", "core/memory", "core/ptrace", "core/decode", "core/syscalls"}},
    {"core/inside",
     {"core/base", "core/abi", "core/memory", "core/proc", "core/ptrace", "core/elf",
      "core/syscalls"}},
    {"core/record", {"core/base", "core/abi", "core/proc", "core/ptrace", "core/decode"}},
    {"core/sandbox", {"core/base", "core/proc", "core/decode", "core/syscalls"}},
    {"core/observe", {"core/base", "core/abi", "core/memory", "core/decode", "core/syscalls"}},
    {"core/capture", {"core/base", "core/wire"}},
    {"core/tuning", {"core/base", "core/ptrace", "core/decode"}},
    {"core/wire", {"core", "core/base", "core/decode"}},
    {"core/pcap", {"core/base", "core/decode", "core/wire"}},
    {"core/report", {"core/base", "core/abi", "core/decode", "core/syscalls"}},
};

/// Headers that only the named files may include.
struct Door {
  std::string header;
  std::string place;  ///< a path's beginning
};
const std::vector<Door> doors = {
    {"<sys/ptrace.h>", "core/ptrace/door.cpp"},
    {"<spawn.h>", "core/assemble/tool.cpp"},
    {"<capstone/", "core/disasm/"},
    {"<libelf.h>", "core/elf/"},
    {"<gelf.h>", "core/elf/"},
    {"<pcap", "core/capture/helper.cpp"},
    {"<zstd", "core/record/"},
    {"<bpf/", "core/observe/"},
    {"<re2/", "core/syscalls/call_set.cpp"},
    {"<histedit.h>", "repl/line_editor.cpp"},
    {"<CLI/", "repl/options/"},
    {"<archive", "repl/lesson/pack/archive.cpp"},
    {"<nettle/", "repl/lesson/pack/digest.cpp"},
    {"<pugixml.hpp>", "repl/lesson/checking/junit.cpp"},
    {"<getopt.h>", "repl/options/trace_reading.cpp"},
};

std::vector<std::string> includes_of(const fs::path& file) {
  std::vector<std::string> result;
  std::ifstream stream(file);
  for (std::string line; std::getline(stream, line);) {
    if (line.starts_with("#include ")) result.push_back(line.substr(9));
  }
  return result;
}

/// "core/ptrace" of "core/ptrace/door.cpp"; the first folder alone for what lies right in it.
std::string room_of(const std::string& path) {
  const std::size_t slash = path.find('/', path.find('/') + 1);
  return slash == std::string::npos ? path.substr(0, path.find('/')) : path.substr(0, slash);
}

template <class Each>
void for_each_source(Each each) {
  for (const char* top : {"core", "repl"}) {
    const fs::path root(SPYGLASS_SOURCE_DIR);
    for (const auto& entry : fs::recursive_directory_iterator(root / top)) {
      const std::string extension = entry.path().extension().string();
      if (extension != ".cpp" && extension != ".hpp") continue;
      each(fs::relative(entry.path(), root).string(), includes_of(entry.path()));
    }
  }
}

}  // namespace

TEST_CASE("the core includes nothing of the program, and its rooms only what lies below them") {
  for_each_source([](const std::string& file, const std::vector<std::string>& includes) {
    const std::string room = room_of(file);
    for (std::string include : includes) {
      if (!include.starts_with("\"")) continue;
      include = include.substr(1, include.find('"', 1) - 1);
      INFO(file << " includes " << include);
      if (file.starts_with("core/")) CHECK(!include.starts_with("repl/"));
      const auto rule = allowed.find(room);
      if (rule == allowed.end()) continue;  // right in core/: the public face may use all rooms
      const std::string other = room_of(include);
      CHECK((other == room || rule->second.contains(other)));
    }
  });
}

TEST_CASE("each danger has one door") {
  for_each_source([](const std::string& file, const std::vector<std::string>& includes) {
    for (const std::string& include : includes) {
      for (const Door& door : doors) {
        if (!include.starts_with(door.header)) continue;
        INFO(file << " includes " << include);
        CHECK(file.starts_with(door.place));
      }
    }
  });
}

TEST_CASE("every room of the core has a rule") {
  for (const auto& entry : fs::directory_iterator(fs::path(SPYGLASS_SOURCE_DIR) / "core")) {
    if (!entry.is_directory()) continue;
    INFO(entry.path().string());
    CHECK(allowed.contains("core/" + entry.path().filename().string()));
  }
}
