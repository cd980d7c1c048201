#include "repl/options/pack_options.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <CLI/CLI.hpp>

#include "core/base/new_file.hpp"
#include "repl/complain.hpp"
#include "repl/lesson/lesson.hpp"
#include "repl/lesson/pack/collect.hpp"
#include "repl/lesson/pack/installer.hpp"
#include "repl/line_editor.hpp"
#include "repl/views/amounts.hpp"

namespace spyglass {

namespace {

int refuse(const Error& error) { return complain(inert(error.message)); }

/// Yes, and nothing but yes.
bool agrees(Signals& signals, Output& out, const std::string& question) {
  out.fresh_line();
  LineEditor editor(signals, {}, {});
  const auto answer = editor.read(question + " (yes or no) ");
  out.set_at_line_start();
  return answer == "yes" || answer == "y";
}

}  // namespace

void declare_packs(CLI::App& lesson, PackOptions& options) {
  auto* pack = lesson.add_subcommand(
      "pack", "For teachers: make one file of lessons and their programs, for others to install");
  pack->add_option("contents", options.contents, "Folders of lessons, lessons' names, or files")
      ->required();
  pack->add_option("--name", options.name, "What the course is called, and its file: NAME.tar.gz");
  auto* install =
      lesson.add_subcommand("install", "Install a pack of lessons, having said what is in it");
  install->add_option("file", options.file, "What `lesson pack` has made")->required();
  install->add_flag("--yes", options.yes, "Ask nothing: for scripts");
  install->add_flag("--replace", options.replace,
                    "With --yes: also where a course of that name is there already");
}

int run_pack(const PackOptions& options, Output& out) {
  const auto pack = collect_pack(options.contents, options.name);
  if (!pack) return refuse(pack.error());
  const auto bytes = write_pack(*pack);
  if (!bytes) return refuse(bytes.error());
  // Whoever installs it looks at it closely: better to hear of it here.
  if (const auto again = read_pack(*bytes); !again) {
    return complain(
        fmt::format("nobody could install this pack: {}", inert(again.error().message)));
  }
  const std::string file = pack->name + ".tar.gz";
  if (auto written = write_new_file(file, *bytes); !written) return refuse(written.error());
  out.line(
      fmt::format(
          "{} is written: {} and {}, {}", file, counted(pack->lessons.size(), "lesson"),
          counted(pack->sources(SourceUse::built).size() + pack->sources(SourceUse::copied).size(),
                  "program"),
          amount_words(bytes->size())),
      Tone::good);
  out.line(fmt::format("  spyglass lesson install ./{}", file));
  return 0;
}

int run_install(const PackOptions& options, const SandboxPolicy& sandbox, Signals& signals,
                Output& out) {
  const auto pack = read_pack_file(options.file);
  if (!pack) return refuse(pack.error());
  announce(out, *pack);
  const bool there = is_installed(pack->name);
  if (options.yes && there && !options.replace) {
    return complain(
        fmt::format("there is a course {} already, and --yes alone does not replace it: "
                    "add --replace, or remove that one",
                    pack->name));
  }
  if (!options.yes) {
    if (isatty(STDIN_FILENO) == 0 || isatty(STDOUT_FILENO) == 0) {
      return complain(
          "nothing was installed: there is no terminal to ask at. --yes installs without asking");
    }
    if (!agrees(signals, out, there ? "Replace it?" : "Install it?")) {
      out.line("Nothing was installed.");
      return 1;
    }
  }
  if (auto installed = install_pack(*pack, sandbox); !installed) {
    return complain(fmt::format("nothing was installed: {}", inert(installed.error().message)));
  }
  out.line(fmt::format("Installed: {}.", counted(pack->lessons.size(), "lesson")), Tone::good);
  const auto first = lesson_file(pack->lessons.front().file);
  out.line(fmt::format("  spyglass lesson {}/{}", pack->name, first->name));
  out.line(fmt::format("  spyglass lesson --check {}", pack->name));
  return 0;
}

}  // namespace spyglass
