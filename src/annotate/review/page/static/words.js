// What the page says: French first, English beside it.

const WORDS = {
  reading: ["Par lecture", "by reading"],
  doubt: ["Par doute", "by doubt"],
  forms: ["Par forme", "by form"],
  help: ["Aide", "help"],
  ways: ["par lecture, par doute, par forme", "by reading, by doubt, by form"],
  right: ["juste", "right"],
  remove: ["pas un nom", "no name"],
  value: ["valeur d’une date", "value of a date"],
  expansion: ["forme longue d’un sigle", "long form of an acronym"],
  everywhere: ["partout", "everywhere"],
  valueShort: ["valeur", "value"],
  expansionShort: ["forme longue", "long form"],
  pdfShort: ["PDF", "PDF"],
  readShort: ["lu", "read"],
  confirmed: ["confirmé", "confirmed"],
  nested: ["dans un nom plus long", "inside a longer name"],
  in_citation: ["dans une citation", "in a citation"],
  undo: ["annuler", "undo"],
  find: ["nom oublié : les prochains mots qui y ressemblent", "missed name: the next words that look like one"],
  facsimile: ["page du PDF", "page of the PDF"],
  read: ["l’écran est lu en entier, suivant", "all on the screen is read, next"],
  keep: ["garder", "keep"],
  label: ["étiqueter", "label"],
  bounds: ["bornes", "bounds"],
  reject: ["rejeter", "reject"],
  spans: ["nom suivant, précédent", "next, previous name"],
  doubts: ["nom douteux suivant, précédent", "next, previous doubt"],
  aimed: ["le nom, ou les mots, sous la souris", "the name, or the words, under the mouse"],
  dragged: ["bornes, en tirant le bord d’un nom", "bounds: drag an end of a name"],
  removed: ["pas un nom", "no name"],
  everywhereKeys: ["la même chose partout, après l’aperçu", "the same everywhere, shown first"],
  pieces: ["paragraphe suivant, précédent", "next, previous paragraph"],
  endMoves: ["fin de l’empan, un mot plus loin ou moins loin", "end of the span, by words"],
  startMoves: ["début, un mot plus tôt ou plus tard", "beginning, by words"],
  whole: ["bornes : d’autres mots, les plus probables d’abord", "bounds: other words, the likeliest first"],
  leave: ["laisser tel quel", "leave as it is"],
  cancel: ["Annuler", "cancel"],
  close: ["Fermer", "close"],
  carryOut: ["Décider partout", "decide everywhere"],
  yes: ["Oui, c’est voulu", "yes, on purpose"],
  gone: [
    "Le serveur ne répond plus. Ce qui est montré comme décidé est gardé ; rien d’autre ne l’est. "
      + "Relancez annotate review open, puis ouvrez l’adresse qu’il affiche.",
    "The server is gone. What is shown as decided is kept, nothing else. Run annotate review open again.",
  ],
  stale: [
    "Ce passage a changé entre-temps (autre onglet, autre commande) : rien n’a été écrit, le voici tel qu’il est.",
    "It has changed meanwhile: nothing was written, here it is as it is now.",
  ],
  contradictions: ["contradictions : ce que deux personnes ont décidé autrement", "what two people decided differently"],
  sides: [
    "une contradiction : première, seconde, rien, ou une autre valeur d’une date",
    "a contradiction: first, second, neither, or another value of a date",
  ],
  first: ["la première", "the first"],
  second: ["la seconde", "the second"],
  drop: ["rien ici", "nothing here"],
  open: ["à décider", "open"],
  repeat: [
    "Une fois tout choisi, relancez la commande qui a trouvé la contradiction (review pull, check apply, "
      + "gold adjudicate) : elle applique les choix.",
    "When all are chosen, repeat the command that found them.",
  ],
  noContradictions: ["Aucune contradiction", "no contradictions"],
  contradicts: ["Quelqu’un d’autre a décidé autrement ; sa décision reste", "somebody else decided otherwise"],
  later: ["Une partie a été changée depuis ; rien n’est annulé", "a part was changed since; nothing was taken back"],
  refused: ["Impossible", "not possible"],
  busy: ["Une autre commande écrit dans ce dossier ; réessayez", "another command is writing; try again"],
  wrong: ["Demande refusée", "request refused"],
  broken: ["Un fichier pose problème", "a file is in trouble"],
  asks: ["Cela supprime beaucoup. Est-ce voulu ?", "this deletes a lot. On purpose?"],
  nothingChosen: ["Choisissez d’abord un nom (Tab) ou des mots", "choose a name or words first"],
  tooFast: ["Trop tôt : ce qui suit n’était pas encore montré", "too early: what follows was not shown yet"],
  spared: ["restent, décidées autrement par quelqu’un", "stay: somebody decided otherwise"],
  noChange: ["C’était déjà décidé ainsi", "decided so already"],
  chooseLabel: ["Choisissez une étiquette pour ces mots", "choose a label for these words"],
  notDate: ["Ce n’est pas une date", "not a date"],
  notAcronym: ["Ce n’est pas un sigle", "not an acronym"],
  done: ["décidé", "decided"],
  undone: ["annulé", "taken back"],
  markedRead: ["lu", "read"],
  allRead: ["Tout est lu dans ce document", "all of this document is read"],
  everythingRead: ["Tout est lu", "everything is read"],
  noDoubts: ["Aucun doute ne reste", "no doubts are left"],
  formKeys: [
    "Une touche décide pour toutes les occurrences ; entre parenthèses, combien en changent. Entrée : ce qui est proposé.",
    "one key decides on all occurrences; in brackets, how many change; Enter: as proposed",
  ],
  samePair: ["La même chose que", "the same thing as"],
  areSame: ["Oui, une seule", "same"],
  areDifferent: ["Non, deux", "different"],
  noForms: ["Aucune forme n’est en doute", "no form is in doubt"],
  nothingThere: ["Rien ne change", "nothing changes"],
  edtf: [
    "EDTF : 1990-12-21, 1994-05, 197X, 18XX, 1996/2003, 1850~ ; vide : aucune valeur",
    "empty: no value",
  ],
  noValue: ["N’est pas une valeur EDTF", "not a value in EDTF"],
  long: ["Forme longue ; celle du texte est reliée, vide : aucune", "long form; empty: none"],
  newBounds: ["Les mots que le nom doit couvrir", "the words that the name is"],
  noPdf: ["La page ne peut pas être montrée", "the page cannot be shown"],
  doubtFirst: ["le plus douteux d’abord", "most doubtful first"],
  formFirst: ["la forme la plus fréquente d’abord", "commonest form first"],
  rule: ["règle", "rule"],
  model: ["modèle", "model"],
  gazetteer: ["table de lieux", "gazetteer"],
  lexicon: ["lexique", "lexicon"],
  consistency: ["accord avec les autres occurrences", "consistency"],
  reviewer: ["relecteur", "reviewer"],
  foundBy: ["Trouvé par", "found by"],
  ruleSays: ["Ce que dit la règle", "what the rule says"],
  certainty: ["Certitude", "certainty"],
  elsewhere: ["Ailleurs dans ces textes", "elsewhere in these texts"],
  nowhere: ["nulle part", "nowhere"],
  known: ["Ce qu’on en sait", "what is known"],
  missed: ["oublié", "missed"],
  missedHere: ["Un nom oublié ?", "a missed name?"],
  missedWhat: ["une étiquette l’ajoute ; x : pas un nom", "a label adds it; x: no name"],
  oftenHere: ["Dans ces textes", "in these texts"],
  oftenKeys: ["Maj + touche : partout", "Shift + key: everywhere"],
  proposed: ["Proposé", "proposed"],
  enter: ["Entrée", "Enter"],
  predicted: ["prédit", "predicted"],
  accepted: ["accepté", "accepted"],
  corrected: ["corrigé", "corrected"],
  added: ["ajouté", "added"],
  rejected: ["rejeté", "rejected"],
};

// Returns the French of a word.
export const french = (name) => (WORDS[name] ?? [name])[0];

// Returns both languages in one line.
export const both = (name) => (WORDS[name] ? WORDS[name].join(" · ") : name);

// Returns both languages as elements, the English marked as such.
export function twoWords(name) {
  const [fr, en] = WORDS[name] ?? [name];
  return en === undefined ? [element("span", {}, fr)]
    : [element("span", {}, fr), " ", element("i", { lang: "en" }, en)];
}

// Returns a new element with attributes and children.
export function element(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (key.startsWith("on")) made.addEventListener(key.slice(2), value);
    else if (value === true) made.setAttribute(key, "");
    else if (value !== false && value !== undefined && value !== null) made.setAttribute(key, value);
  }
  made.append(...children.flat().filter((child) => child !== null && child !== undefined));
  return made;
}
