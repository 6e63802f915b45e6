#include "activate/cli/evaluation_cache.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>

#include <fmt/format.h>

#include "activate/cli/build_identity.hpp"
#include "activate/cli/observations.hpp"
#include "activate/cli/private_file.hpp"
#include "lang/base/hash.hpp"
#include "store/store.hpp"

namespace hm {

namespace {

constexpr std::uint64_t kFormat = 0x3230'6c61'7665'6d68;
// Looking at more than this takes longer than evaluating.
constexpr std::size_t kMostObservations = 200'000;
constexpr std::size_t kMostKept = 64;

void add_text(Hasher& hasher, std::string_view text) {
  hasher.update(std::to_string(text.size()));
  hasher.update(":");
  hasher.update(text);
}

// Everything that is not asked of the world but told to the evaluation.
std::string key_of(const Program& program, const ConfigurationOptions& options, const std::string& file,
                   const std::string& store_dir) {
  const EvaluationOptions& e = options.evaluation;
  Hasher hasher(HashAlgorithm::Sha256);
  for (const std::string& text : std::vector<std::string>{build_identity(), file, options.attribute.value_or(""),
                                                          program.places.user, program.places.home,
                                                          program.places.state_home, program.places.profile(), store_dir,
                                                          program.modules_dir}) {
    add_text(hasher, text);
  }
  add_text(hasher, current_directory());  // what -I, --arg and NIX_PATH may be relative to
  add_text(hasher, environment("NIX_PATH").value_or(""));
  for (const StringPairs* pairs : {&e.arg, &e.argstr, &e.settings}) {
    for (const auto& [name, value] : *pairs) add_text(hasher, name), add_text(hasher, value);
    add_text(hasher, "");
  }
  for (const auto* list : {&e.include, &e.features}) {
    for (const auto& text : *list) add_text(hasher, text);
    add_text(hasher, "");
  }
  for (const std::string* text : {&e.lint_short_paths, &e.lint_absolute_paths, &e.lint_urls}) add_text(hasher, *text);
  return hasher.finish().base16().substr(0, 32);
}

struct Record {
  Observations observations;
  Conclusion conclusion;
  bool of_several = false;  // the file has several homes; this is about the user's
};

std::string encode(const Record& record) {
  ByteWriter out;
  out.value(kFormat);
  record.observations.encode(out);
  out.value(record.of_several);
  out.value(static_cast<std::uint64_t>(record.conclusion.warnings.size()));
  for (const auto& warning : record.conclusion.warnings) out.text(warning);
  out.text(record.conclusion.derivation);
  return out.take();
}

// The end of a record that was cut short is missing: a file that is not whole is no record.
std::optional<Record> decode(std::string_view bytes) {
  ByteReader in(bytes);
  if (in.value<std::uint64_t>() != kFormat) return std::nullopt;
  auto observations = Observations::decode(in);
  if (!observations) return std::nullopt;
  Record record{std::move(*observations), {}};
  record.of_several = in.value<std::uint8_t>() != 0;
  for (auto left = in.value<std::uint64_t>(); left > 0 && in.ok(); --left)
    record.conclusion.warnings.emplace_back(in.text());
  record.conclusion.derivation = in.text();
  if (!in.ok() || !in.at_end() || record.conclusion.derivation.empty()) return std::nullopt;
  return record;
}

// A cache that cannot be written is none.
class Place {
 public:
  Place(const Program& program, const ConfigurationOptions& options, const std::string& file, const std::string& store_dir)
      : directory_(program.places.cache() + "/evaluations") {
    const bool off = options.evaluation.no_cache || options.evaluation.stats || build_identity().empty();
    if (!off) path_ = directory_ + "/" + key_of(program, options, file, store_dir);
  }
  explicit operator bool() const { return !path_.empty(); }

  std::optional<Record> read() const {
    auto text = read_cache_file(path_);
    return text ? decode(*text) : std::nullopt;
  }
  void write(const Record& record) const {
    if (!write_cache_file(path_, encode(record))) return;
    keep_newest_files(directory_, kMostKept);
  }

 private:
  std::string directory_, path_;
};

// Is what the record names still there for whoever builds it?
bool usable(const Record& record, Store* store) {
  if (!store) return true;
  auto path = StorePath::parse(store->dir(), record.conclusion.derivation);
  if (!path) return false;
  auto valid = store->is_valid(*path);
  return valid && *valid && record.observations.added_are_there();
}

std::optional<Record> look_up(const Place& place, Store* store, bool all_homes) {
  if (!place) return std::nullopt;
  auto record = place.read();
  if (!record || (all_homes && record->of_several) || !usable(*record, store)) return std::nullopt;
  const auto answer = record->observations.ask_again();
  if (answer == Observations::Answer::Changed) return std::nullopt;
  if (answer == Observations::Answer::SameAgain) place.write(*record);
  return record;
}

}  // namespace

Result<Conclusion> conclude(Program& program, const ConfigurationOptions& options, const std::string& file,
                            const std::string& store_dir, Store* store, Homes several) {
  const Place place(program, options, file, store_dir);
  const bool all_homes = several == Homes::Names && !options.attribute;
  if (auto before = look_up(place, store, all_homes)) {
    for (const auto& line : before->observations.narrated()) say(line);
    // Warnings point at the configuration.
    if (!before->conclusion.warnings.empty()) {
      if (auto text = read_private_file(file)) program.sources.add(file, std::move(*text));
    }
    return std::move(before->conclusion);
  }

  Record record;
  ConfigurationOptions observed = options;
  if (place) observed.evaluation.observations = &record.observations;
  HM_TRY(auto configuration, Configuration::open(program, observed, file, store_dir, store));
  if (all_homes) {
    // What is wrong with the file is told below.
    if (auto homes = configuration->homes()) record.conclusion.homes = std::move(*homes);
    if (!record.conclusion.homes.empty()) return std::move(record.conclusion);
  }
  HM_TRY(auto said, configuration->said());
  record.conclusion.failed = std::move(said.failed);
  record.conclusion.warnings = std::move(said.warnings);
  if (!record.conclusion.failed.empty()) return std::move(record.conclusion);
  HM_TRY(record.conclusion.derivation, configuration->generation_derivation());
  if (options.evaluation.stats) configuration->evaluation().print_statistics();
  const Observations& seen = record.observations;
  if (place && options.attribute.value_or("").empty() && !all_homes) {
    // Whoever asks for all of them must not be given one. What the file says about itself was said above.
    configuration->evaluation().host().set_quiet(true);
    const auto homes = configuration->homes();
    record.of_several = !homes || !homes->empty();
  }
  if (place && seen.repeatable() && seen.size() <= kMostObservations) place.write(record);
  return std::move(record.conclusion);
}

}  // namespace hm
