"""What happens to characters: traditional script, look-alike code points, other punctuation, invisible marks."""

from __future__ import annotations

from random import Random

_PAIRS = (
    "动動开開总總况況规規废廢现現许許处處罚罰强強业業费費额額单單万萬决決数數条條项項办辦结結转轉续續继繼请請个個国國务務关關机機构構组組织織"
    "团團体體类類过過内內权權护護档檔询詢执執没沒补補后後复復举舉报報诉訴访訪进進问問题題应應纠糾维維审審讼訟议議经經无無当當属屬实實际際协協"
    "区區县縣业業与與发發为為对對时時来來长長门門会會样樣东東车車书書产產亲親仅僅从從仓倉传傳价價众眾优優则則刚剛创創删刪别別剂劑势勢动動劳勞"
    "卫衛历歷压壓县縣参參双雙变變号號启啟员員响響围圍图圖圆圓场場块塊坏壞备備够夠头頭夹夾奖獎学學宁寧宝寶宪憲宫宮对對导導将將尔爾层層岁歲岛島"
    "师師带帶广廣庆慶库庫归歸录錄彻徹忆憶怀懷态態总總恶惡惩懲慑懾戏戲战戰户戶扩擴执執护護拟擬拥擁择擇损損换換据據摄攝断斷显顯术術权權杀殺杂雜"
    "标標栏欄树樹档檔检檢楼樓欢歡汉漢汇匯沟溝测測济濟浏瀏渐漸温溫满滿点點热熱爱愛牵牽状狀独獨环環监監盘盤着著确確种種称稱积積窃竊竞競简簡"
    "类類紧緊级級纪紀约約红紅纳納纸紙线線细細终終给給统統绩績编編网網罗羅职職联聯胜勝脑腦节節范範获獲虽雖补補装裝见見观觀视視觉覺认認讨討让讓"
    "训訓记記讲講设設证證评評识識词詞话話该該详詳误誤说說调調谈談谢謝负負责責败敗账賬质質购購贯貫资資赋賦赖賴赛賽赞贊输輸边邊达達运運还還这這"
    "违違连連远遠适適选選递遞逻邏邮郵释釋针針钟鐘钱錢铁鐵银銀链鏈销銷锁鎖错錯键鍵镇鎮闭閉问問间間闻聞阅閱队隊阶階际際陆陸险險随隨难難预預"
    "领領频頻颁頒颗顆题題风風驻駐驱驅验驗举舉"
)
TABLE = str.maketrans({_PAIRS[at]: _PAIRS[at + 1] for at in range(0, len(_PAIRS), 2)})


def traditional(text: str) -> str:
    """The text in traditional characters."""
    return text.translate(TABLE)


# PDF fonts often map these to Kangxi radicals; they look the same on the page.
_RADICALS = str.maketrans(
    "一人八入力又口土大女子小工己干广心手文方日月止比毛水火片牛生用田目立米老而自至行衣西见言走足身车金长门非面食",
    "⼀⼈⼋⼊⼒⼜⼝⼟⼤⼥⼦⼩⼯⼰⼲⼴⼼⼿⽂⽅⽇⽉⽌⽐⽑⽔⽕⽚⽜⽣⽤⽥⽬⽴⽶⽼⽽⾃⾄⾏⾐⻄⻅⾔⾛⾜⾝⻋⾦⻓⻔⾮⾯⾷",
)
_ASCII = str.maketrans("（）：，；“”．", '():,;"".')


def radicals(text: str) -> str:
    """Common characters as Kangxi radicals."""
    return text.translate(_RADICALS)


def ascii_marks(text: str) -> str:
    """Full-width punctuation as ASCII."""
    return text.translate(_ASCII)


def invisible(rng: Random, text: str) -> str:
    """Zero-width marks and soft hyphens strewn between characters that are not ASCII."""
    return "".join(
        char + (rng.choice("\u200b\ufeff\u00ad\u200c") if ord(char) > 0x2FFF and rng.random() < 0.02 else "")
        for char in text
    )
