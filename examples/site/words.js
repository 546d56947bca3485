// The words of the page itself. What the newsroom says comes from the API, in the reader's language.

const WORDS = {
  en: {
    skip: 'Skip to the text', languages: 'Languages', places: 'Sections', latest: 'Latest issue', trends: 'Trends',
    search: 'Search', searchFor: 'Search for', found: 'Found: {count}', foundMore: 'Found: more than {count}',
    nothing: 'Nothing was found.', meant: 'Did you mean', loading: 'Loading…', older: 'Earlier issue', newer: 'Later issue',
    corrections: 'Corrections', previous: 'Earlier on this topic', next: 'Later on this topic',
    fallback: 'This text is not available in English yet.', minutes: '{count} min read', stale: 'Marked paragraphs are out of date.',
    missing: 'There is nothing here', gone: 'This text has been withdrawn', elsewhere: 'In other languages',
    offline: 'The newsroom cannot be reached. Are you online?', later: 'The newsroom is busy just now.', again: 'Try again',
    wrong: 'Something went wrong', home: 'To the latest issue', chart: 'Chart: how each topic went, week by week',
    numbers: 'The same in numbers', topic: 'Topic', better: 'Better', same: 'Unchanged', worse: 'Worse', empty: 'Nothing is published yet.',
    picture: 'Photo: {name}', more: 'More',
  },
  be: {
    skip: 'Да тэксту', languages: 'Мовы', places: 'Раздзелы', latest: 'Апошні нумар', trends: 'Тэндэнцыі',
    search: 'Шукаць', searchFor: 'Пошук', found: 'Знойдзена: {count}', foundMore: 'Знойдзена: больш за {count}',
    nothing: 'Нічога не знойдзена.', meant: 'Магчыма, вы шукалі', loading: 'Загружаецца…', older: 'Папярэдні нумар', newer: 'Наступны нумар',
    corrections: 'Выпраўленні', previous: 'Раней на гэту тэму', next: 'Пазней на гэту тэму',
    fallback: 'Гэтага тэксту па-беларуску пакуль няма.', minutes: 'чытаць {count} хв', stale: 'Пазначаныя абзацы састарэлі.',
    missing: 'Тут нічога няма', gone: 'Гэты тэкст адкліканы', elsewhere: 'На іншых мовах',
    offline: 'Рэдакцыя недаступная. Ці ёсць у вас сувязь?', later: 'Рэдакцыя цяпер занятая.', again: 'Паспрабаваць яшчэ раз',
    wrong: 'Нешта пайшло не так', home: 'Да апошняга нумара', chart: 'Графік: як ішлі справы па тэмах, тыдзень за тыднем',
    numbers: 'Тое самае ў лічбах', topic: 'Тэма', better: 'Лепш', same: 'Без змен', worse: 'Горш', empty: 'Пакуль нічога не апублікавана.',
    picture: 'Фота: {name}', more: 'Яшчэ',
  },
  ru: {
    skip: 'К тексту', languages: 'Языки', places: 'Разделы', latest: 'Последний выпуск', trends: 'Тенденции',
    search: 'Искать', searchFor: 'Поиск', found: 'Найдено: {count}', foundMore: 'Найдено: больше {count}',
    nothing: 'Ничего не найдено.', meant: 'Возможно, вы искали', loading: 'Загружается…', older: 'Предыдущий выпуск', newer: 'Следующий выпуск',
    corrections: 'Исправления', previous: 'Раньше на эту тему', next: 'Позже на эту тему',
    fallback: 'Этого текста по-русски пока нет.', minutes: 'читать {count} мин', stale: 'Отмеченные абзацы устарели.',
    missing: 'Здесь ничего нет', gone: 'Этот текст отозван', elsewhere: 'На других языках',
    offline: 'Редакция недоступна. Есть ли у вас связь?', later: 'Редакция сейчас занята.', again: 'Попробовать ещё раз',
    wrong: 'Что-то пошло не так', home: 'К последнему выпуску', chart: 'График: как шли дела по темам, неделя за неделей',
    numbers: 'То же в цифрах', topic: 'Тема', better: 'Лучше', same: 'Без изменений', worse: 'Хуже', empty: 'Пока ничего не опубликовано.',
    picture: 'Фото: {name}', more: 'Ещё',
  },
}

/**
 * Give what says the page's words in a language, in that which it is a variant of, or in English; `tongue` is which.
 *
 * `own` are the attributes of an element that says them where the page is in another language (WCAG 3.1.2). `days` is the
 * language of dates: the page's, where the browser writes them in its script.
 */
export function speaker(language) {
  const tongue = [language, language.split('-')[0], 'en'].find((code) => code in WORDS)
  const say = (word, values = {}) => WORDS[tongue][word].replace(/\{(\w+)\}/g, (_, name) => values[name])
  const own = tongue === language ? {} : { lang: tongue, dir: 'ltr' }
  return Object.assign(say, { tongue, own, days: hasDays(language) ? language : tongue })
}

function hasDays(language) {
  try {
    const found = new Intl.DateTimeFormat(language).resolvedOptions().locale
    const [asked, written] = [language, found].map((code) => new Intl.Locale(code).maximize())
    return asked.language === written.language && asked.script === written.script
  } catch {
    return false // no tag of a language
  }
}

/** Write a day; where the browser does not know the language, as its digits. */
export function day(moment, { days }) {
  const [known] = Intl.DateTimeFormat.supportedLocalesOf([days])
  if (known === undefined) return moment.slice(0, 10).split('-').reverse().join('.')
  return new Intl.DateTimeFormat(known, { dateStyle: 'long', timeZone: 'UTC' }).format(new Date(moment))
}
